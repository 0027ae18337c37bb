import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCapture } from '../../src/collect/capture/parse-capture.js';
import { compareAudits } from '../../src/compare/compare.js';
import { comparedAudit } from '../../src/compare/compared-audit.js';
import { changeLine } from '../../src/export/changes.js';
import { inspect } from '../../src/inspect.js';
import type { Change, ComparedAudit } from '../../src/model/change.js';
import type { Facts, NamespaceFacts } from '../../src/model/facts.js';

function recorded(host: string): Facts {
  const facts = parseCapture(readFileSync(`test/fixtures/hosts/${host}/facts.json`, 'utf8'));
  if ('error' in facts) throw new Error(facts.error);
  return facts;
}

const audited = (facts: Facts) => comparedAudit(inspect(facts));

/** What no comparison should see: other pids, inodes, queues and times, and everything in another order. */
function renumbered(facts: Facts): Facts {
  const pidOf = (pid: number) => pid * 7 + 11;
  return {
    ...facts,
    capturedAt: '2027-01-01T00:00:00.000Z',
    processes: facts.processes
      .map((process) => ({ ...process, pid: pidOf(process.pid), startedAt: '2027-01-01T00:00:00.000Z' }))
      .reverse(),
    namespaces: facts.namespaces.map((namespace) => ({
      ...namespace,
      interfaces: namespace.interfaces?.toReversed(),
      sockets: namespace.sockets
        .map((socket) => ({
          ...socket,
          pids: socket.pids.map(pidOf).reverse(),
          inode: (socket.inode ?? 0) + 1000,
          queue: { waiting: 3, limit: 128 },
        }))
        .reverse(),
    })),
  };
}

const brief = (changes: readonly Change[]) => changes.map(changeLine).sort();

/** The same change seen the other way. */
function mirrored(change: Change): Change {
  const kinds = { opened: 'closed', closed: 'opened', widened: 'narrowed', narrowed: 'widened' } as const;
  return {
    kind: change.kind === 'changed' ? 'changed' : kinds[change.kind],
    before: change.after,
    after: change.before,
    exposureBefore: change.exposureAfter,
    exposureAfter: change.exposureBefore,
    gained: change.lost.map((shift) => ({ ...shift, before: shift.after, after: shift.before })),
    lost: change.gained.map((shift) => ({ ...shift, before: shift.after, after: shift.before })),
    causes: change.causes.map((cause) =>
      'before' in cause || 'after' in cause
        ? ({ ...cause, before: cause.after, after: cause.before } as typeof cause)
        : cause,
    ),
  };
}

/** In the order of their ids; of causes the codes, since where several are named their order is that of the gains. */
const comparable = (changes: readonly Change[]) =>
  changes
    .map(({ causes, ...change }) => ({ ...change, causes: causes.map(({ code }) => code).sort() }))
    .map((change) => JSON.stringify(change))
    .sort();

describe.each(['ufw-ssh-subnet', 'sock-nginx'])('the recorded host %s', (host) => {
  const facts = recorded(host);
  const audit = audited(facts);

  it('is no other with other pids, inodes, queues and times, in another order', () => {
    expect(brief(compareAudits(audit, audited(renumbered(facts))).changes)).toEqual([]);
  });

  it('without its firewall differs, and the same the other way round', () => {
    const open: ComparedAudit = audited({
      ...facts,
      namespaces: facts.namespaces.map((each) => ({
        ...each,
        firewall: each.firewall && { ...each.firewall, nft: undefined, xtables: [], ipset: undefined },
      })),
    });
    const [there, back] = [compareAudits(audit, open).changes, compareAudits(open, audit).changes];
    expect(comparable(back.map(mirrored))).toEqual(comparable(there));
  });
});

/** The host with a line of its iptables rules left out. */
function without(facts: Facts, line: RegExp): Facts {
  const change = (namespace: NamespaceFacts): NamespaceFacts => ({
    ...namespace,
    firewall: JSON.parse(JSON.stringify(namespace.firewall), (_, value) =>
      typeof value === 'string' && value.includes('*nat')
        ? value
            .split('\n')
            .filter((each) => !line.test(each))
            .join('\n')
        : value,
    ),
  });
  return { ...facts, namespaces: facts.namespaces.map(change) };
}

it('a container port that is published now has opened, by its NAT rule', () => {
  const facts = recorded('docker-proxy-off');
  const before = audited(without(facts, /--dport 5301 .*DNAT/));
  const { changes } = compareAudits(before, audited(facts));
  const published = changes.find(({ after }) => after[0]?.id.startsWith('udp/5301→'));
  expect(published).toMatchObject({
    kind: 'opened',
    after: [{ port: 5301, target: { address: '172.17.0.6', port: 53 } }],
    exposureAfter: 'private-networks',
    causes: [{ code: 'rule', after: { text: expect.stringMatching(/--dport 5301 .*172\.17\.0\.6:53/) } }],
  });
  expect(published && changeLine(published)).toBe(
    'opened    udp 5301→172.17.0.6:53  private-networks  (new rule docker: published port 5301 of container 172.17.0.6)',
  );
});

it('a cause in the network names its namespace by the id that the audits have', () => {
  const facts = recorded('sock-nginx');
  const namespaces = facts.namespaces.map((each) => ({
    ...each,
    routes: each.routes?.filter(({ destination }) => destination !== '0.0.0.0/0'),
  }));
  const { changes } = compareAudits(audited(facts), audited({ ...facts, namespaces }));
  const named = changes.flatMap(({ causes }) => causes.filter((cause) => 'namespace' in cause));
  expect(new Set(named.map(({ namespace }) => namespace))).toEqual(new Set([facts.namespaces[0]?.id]));
});
