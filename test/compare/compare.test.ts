import { describe, expect, it } from 'vitest';
import { compareAudits } from '../../src/compare/compare.js';
import { comparedAudit } from '../../src/compare/compared-audit.js';
import { changeDocument, changeLine, detailLines } from '../../src/export/changes.js';
import type { AuditedListener } from '../../src/model/audit.js';
import type { Change } from '../../src/model/change.js';
import { sampleAudit, sampleEntry, sampleListener, sampleProcess } from '../export/sample.js';

const narrow = sampleListener({ reach: [sampleEntry({ sources: ['10.1.0.0/25'] })] });
const wide = sampleListener({ reach: [sampleEntry({ sources: ['10.1.0.0/24'] })] });
const other = sampleListener({ id: 'tcp/127.0.0.1:9', port: 9, exposure: 'this-host', reach: [] });

const changes = (before: readonly AuditedListener[], after: readonly AuditedListener[]): readonly Change[] =>
  compareAudits(
    comparedAudit(sampleAudit({ listeners: before })),
    comparedAudit(sampleAudit({ listeners: after })),
  ).changes;
const kinds = (before: readonly AuditedListener[], after: readonly AuditedListener[]) =>
  changes(before, after).map((change) => `${change.kind} ${(change.after[0] ?? change.before[0])?.id}`);

/** redis on one address, reached by this host or by the neighbours too. */
function redis(address: string, name = 'redis'): AuditedListener {
  const isLocal = address === '127.0.0.1' || address === '::1';
  const family = address.includes(':') ? 'ipv6' : 'ipv4';
  return sampleListener({
    id: `tcp/${family === 'ipv6' ? `[${address}]` : address}:6379`,
    address,
    family,
    accepts: [family],
    port: 6379,
    exposure: isLocal ? 'this-host' : 'local-network',
    owner: { kind: 'process', processes: [sampleProcess({ pid: 9, name })] },
    reach: [
      sampleEntry({
        interface: 'lo',
        port: 6379,
        audience: 'this-host',
        destinations: isLocal ? [address] : ['127.0.0.0/8', '10.1.0.2'],
        sources: ['127.0.0.0/8'],
      }),
      ...(isLocal ? [] : [sampleEntry({ port: 6379 })]),
    ],
  });
}

describe('a group that a socket comes to hear', () => {
  const heard = (...groupReach: AuditedListener['groupReach']) =>
    sampleListener({ id: 'udp/0.0.0.0:5353', protocol: 'udp', port: 5353, groupReach });
  const group = (sources: readonly string[]) =>
    sampleEntry({ port: 5353, destinations: ['224.0.0.251'], sources });
  const [joined] = changes([heard()], [heard(group(['10.1.0.0/24']))]);

  it('widens it, and who may send there is told', () => {
    expect(joined?.kind).toBe('widened');
    expect(joined?.gained).toMatchObject([
      { destinations: ['224.0.0.251'], sources: ['10.1.0.0/24'], before: 'none', after: 'allowed' },
    ]);
    const alone = (...groupReach: AuditedListener['groupReach']) =>
      sampleListener({ id: 'udp/0.0.0.0:5353', protocol: 'udp', reach: [], exposure: 'none', groupReach });
    const [change] = changes([alone()], [alone(group(['10.1.0.0/24']))]);
    expect(change && changeLine(change)).toMatch(/none → none, local-network by group$/);
    expect(joined && detailLines(joined).map((line) => line.trim())).toEqual([
      'now: local-network by eth0, from 10.1.0.0/24 to 224.0.0.251:5353',
    ]);
  });

  it('narrows it when it is left, or a rule lets fewer in', () => {
    expect(kinds([heard(group(['10.1.0.0/24']))], [heard()])).toEqual(['narrowed udp/0.0.0.0:5353']);
    expect(kinds([heard(group(['10.1.0.0/24']))], [heard(group(['10.1.0.0/25']))])).toEqual([
      'narrowed udp/0.0.0.0:5353',
    ]);
  });

  it('is no change where one of the audits tells of no groups', () => {
    const now = comparedAudit(sampleAudit({ listeners: [heard(group(['10.1.0.0/24']))] }));
    const old = { ...now, subjects: now.subjects.map((subject) => ({ ...subject, groupReach: undefined })) };
    expect(compareAudits(old, now).changes).toEqual([]);
  });
});

describe('two audits', () => {
  it('that are alike have no changes', () => {
    expect(changes([wide, other], [other, wide])).toEqual([]);
  });

  it('however their entries are split, since the sources count', () => {
    const split = sampleListener({
      reach: [sampleEntry({ sources: ['10.1.0.0/25'] }), sampleEntry({ sources: ['10.1.0.128/25'] })],
    });
    expect(changes([wide], [split])).toEqual([]);
  });

  it('tell what opened and closed, widest exposure first', () => {
    expect(kinds([other], [wide])).toEqual(['opened tcp/0.0.0.0:80', 'closed tcp/127.0.0.1:9']);
  });

  it('name the port that clients dial of a listener behind NAT', () => {
    const published = sampleListener({ reach: [sampleEntry({ port: 8080 })] });
    expect(changes([], [published]).map(changeLine)[0]).toMatch(
      /^opened +tcp 0\.0\.0\.0:80 nginx by port 8080 /,
    );
  });

  it('tell the sources for which a listener widened or narrowed', () => {
    const shift = { interface: 'eth0', destinations: ['10.1.0.2'], port: 80, sources: ['10.1.0.128/25'] };
    expect(changes([narrow], [wide])).toMatchObject([{ kind: 'widened', gained: [shift], lost: [] }]);
    expect(changes([wide], [narrow])).toMatchObject([{ kind: 'narrowed', gained: [], lost: [shift] }]);
  });

  it('tell a listener that others reach than before as changed', () => {
    const moved = sampleListener({ reach: [sampleEntry({ sources: ['10.2.0.0/24'] })] });
    expect(changes([wide], [moved])).toMatchObject([{ kind: 'changed' }]);
  });

  it('tell what may get through now, too', () => {
    const doubted = sampleListener({
      reach: [
        sampleEntry(),
        sampleEntry({
          sources: ['10.9.0.0/16'],
          verdict: 'conditional',
          reason: { code: 'outside-layer', layer: 'XDP', detail: 'a program on eth0' },
        }),
      ],
    });
    expect(changes([wide], [doubted])).toMatchObject([
      { kind: 'widened', gained: [{ sources: ['10.9.0.0/16'], before: 'none', after: 'conditional' }] },
    ]);
  });

  it('say nothing of what could not be read in one of them', () => {
    const unread = sampleListener({
      exposure: 'none',
      exposureAtMost: 'local-network',
      reach: [
        sampleEntry({
          verdict: 'conditional',
          reason: { code: 'firewall-unreadable', subject: 'nftables' },
        }),
      ],
    });
    expect(changes([wide], [unread])).toEqual([]);
    expect(changes([unread], [wide])).toEqual([]);
  });

  it('tell another program on the same address', () => {
    const [change] = changes([redis('0.0.0.0')], [redis('0.0.0.0', 'nc')]);
    expect(change).toMatchObject({
      kind: 'changed',
      causes: [{ code: 'process', before: ['redis'], after: ['nc'] }],
    });
  });
});

describe('a service that is bound elsewhere', () => {
  it('widened from loopback to all addresses is one change', () => {
    const [change, ...more] = changes([redis('127.0.0.1')], [redis('0.0.0.0')]);
    expect(more).toEqual([]);
    expect(change && changeLine(change)).toBe(
      'widened   tcp 0.0.0.0:6379 redis  this-host → local-network  (bind 127.0.0.1 → 0.0.0.0)',
    );
    expect(change?.lost).toEqual([]);
  });

  it('is paired within its family', () => {
    expect(kinds([redis('127.0.0.1'), redis('::1')], [redis('0.0.0.0'), redis('::')])).toEqual([
      'widened tcp/0.0.0.0:6379',
      'widened tcp/[::]:6379',
    ]);
  });

  it('may be several addresses that became one', () => {
    expect(kinds([redis('127.0.0.1'), redis('10.1.0.2')], [redis('0.0.0.0')])).toHaveLength(1);
  });

  it('is none where another program took the port', () => {
    expect(kinds([redis('127.0.0.1')], [redis('0.0.0.0', 'nc')])).toEqual([
      'opened tcp/0.0.0.0:6379',
      'closed tcp/127.0.0.1:6379',
    ]);
  });

  it('0.0.0.0 and an IPv6 [::] that become a [::] for both are one', () => {
    const before = [redis('0.0.0.0'), { ...redis('::'), v6only: true }];
    const after = [{ ...redis('::'), v6only: false, accepts: ['ipv6', 'ipv4'] as const }];
    expect(changes(before, after)).toMatchObject([
      { kind: 'changed', causes: [{ code: 'bind', before: ['0.0.0.0', ':: (IPv6 only)'], after: ['::'] }] },
    ]);
    expect(changes(after, before)).toHaveLength(1);
  });
});

it('a change is one document', () => {
  const [change] = changes([narrow], [wide]);
  expect(change && changeDocument(change, '2026-11-21T22:30:00.000Z')).toMatchObject({
    schema_version: 1,
    at: '2026-11-21T22:30:00.000Z',
    kind: 'widened',
    id: 'tcp/0.0.0.0:80',
    exposure_before: 'local-network',
    exposure_after: 'local-network',
    gained: [{ sources: ['10.1.0.128/25'], before: 'none', after: 'allowed' }],
    lost: [],
  });
});
