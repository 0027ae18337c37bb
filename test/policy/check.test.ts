import { describe, expect, it } from 'vitest';
import { sampleAudit, sampleEntry, sampleListener, sampleProcess } from '../export/sample.js';
import { having, held, nginx, reachedBy } from './held.js';

describe('the default', () => {
  it('permits its audience and all narrower ones', () => {
    expect(held(nginx, 'this-host').status).toBe(1);
    expect(held(nginx, 'local-network').status).toBe(0);
    expect(held(nginx, 'internet').status).toBe(0);
  });

  it('none does not even permit this host', () => {
    const own = reachedBy(sampleEntry({ interface: 'lo', audience: 'this-host', sources: ['127.0.0.0/8'] }));
    expect(held(own, 'this-host').status).toBe(0);
    expect(held(own, 'none').status).toBe(1);
  });
});

describe('the internet', () => {
  const internet = { audience: 'internet', sources: ['0.0.0.0/0'] } as const;

  it('counts where it can send to the address', () => {
    const open = reachedBy(sampleEntry({ ...internet, destinations: ['8.8.4.4'] }));
    expect(held(open, 'private-networks').status).toBe(1);
  });

  it('counts as private networks before a private address, as in exposure', () => {
    const open = reachedBy(sampleEntry(internet));
    expect(held(open, 'private-networks').status).toBe(0);
    expect(held(open, 'local-network').status).toBe(1);
  });
});

describe('expiry', () => {
  const until = (day: string) =>
    held(nginx, 'this-host', [`port: 80, reachable_by: internet, expires: ${day}`]);

  it('comes after the whole of the day that is named', () => {
    expect(until('2026-11-28').status).toBe(0);
    expect(until('2026-11-27')).toMatchObject({ status: 1, rules: ['expired'] });
  });

  it('is announced two weeks before', () => {
    expect(until('2026-12-12').findings).toMatchObject([{ rule: 'expires-soon', days: 14 }]);
    expect(until('2026-12-13').findings).toEqual([]);
  });
});

describe('what cannot be decided', () => {
  const limited = sampleEntry({
    verdict: 'conditional',
    reason: { code: 'firewall-unreadable', subject: 'nftables' },
  });

  it('is no violation, but no pass either', () => {
    expect(held(reachedBy(limited), 'this-host')).toMatchObject({ status: 3, rules: ['undecided'] });
  });

  it('passes where the audience is permitted', () => {
    expect(held(reachedBy(limited), 'local-network').status).toBe(0);
  });

  it('yields to a violation', () => {
    const wider = sampleEntry({ interface: 'eth1' });
    expect(held(reachedBy(limited, wider), 'this-host')).toMatchObject({ status: 1, rules: ['exposed'] });
  });

  it('is whether an entry means a socket whose owner was not seen', () => {
    const unseen = having(sampleListener({ service: undefined, owner: { kind: 'unknown', processes: [] } }));
    expect(held(unseen, 'this-host', ['process: nginx, reachable_by: internet'])).toMatchObject({
      status: 3,
      findings: [{ rule: 'undecided', unknown: ['process'] }],
    });
    // Another port than the entry's: whoever owns it, it is not meant.
    expect(held(unseen, 'this-host', ['process: nginx, port: 81, reachable_by: internet']).status).toBe(1);
    // The kernel's own are no process's.
    const kernel = having(sampleListener({ owner: { kind: 'kernel', processes: [] } }));
    expect(held(kernel, 'this-host', ['process: nginx, reachable_by: internet']).status).toBe(1);
  });

  it.each([
    ['firewall-unreadable', 3],
    ['namespaces-unreadable', 3],
    ['sockets-not-listed', 3],
    // Of a listener whose owner is seen, or whose reach is known, nothing is in doubt.
    ['owners-unreadable', 0],
    ['sysctls-unreadable', 0],
  ] as const)('with the gap %s is %i, were all else permitted', (code, status) => {
    const audit = sampleAudit({ gaps: [{ code, subject: 'x', detail: 'x was not read' }] });
    expect(held(audit, 'internet').status).toBe(status);
  });
});

describe('a required entry', () => {
  const wanted = (who: string) => [`process: nginx, required: true, reachable_by: ${who}`];

  it('is kept when somebody of the audience, or all of the network, gets in', () => {
    expect(held(nginx, 'this-host', wanted('local-network')).status).toBe(0);
    expect(held(nginx, 'local-network', wanted('10.1.0.0/25')).status).toBe(0);
  });

  it('is broken when they do not, or nothing listens', () => {
    expect(held(nginx, 'local-network', wanted('internet'))).toMatchObject({
      status: 1,
      findings: [{ rule: 'unreachable', missing: [{ text: 'internet' }] }],
    });
    expect(held(nginx, 'local-network', wanted('10.1.0.0/23')).status).toBe(1);
    expect(held(having(), 'this-host', wanted('local-network'))).toMatchObject({
      status: 1,
      findings: [{ rule: 'unreachable', subjects: [] }],
    });
  });

  it('is undecided where what it is about may be hidden, and then it is not called unused either', () => {
    const gap = { code: 'namespaces-unreadable', subject: 'web', detail: 'web was not read' } as const;
    const hiding = sampleAudit({ gaps: [gap] });
    const elsewhere = ['namespace: web, required: true, reachable_by: internet'];
    expect(held(hiding, 'internet', elsewhere).rules).toEqual(['requirement-undecided', 'unreadable']);
    expect(held(hiding, 'internet', ['namespace: web, reachable_by: internet']).rules).toEqual([
      'unreadable',
    ]);
  });

  it('is kept by a port with a rate limit, and undecided behind a firewall that could not be read', () => {
    const rule = {
      table: 'inet filter',
      chain: 'input',
      text: 'limit rate 6/minute accept',
      backend: 'nft',
    } as const;
    const behind = (reason: Parameters<typeof sampleEntry>[0]) =>
      reachedBy(sampleEntry({ verdict: 'conditional', ...reason }));
    expect(
      held(behind({ reason: { code: 'rate-limit', rule } }), 'this-host', wanted('local-network')).status,
    ).toBe(0);
    const unread = behind({ reason: { code: 'firewall-unreadable', subject: 'nftables' } });
    expect(held(unread, 'this-host', wanted('local-network'))).toMatchObject({
      status: 3,
      rules: ['requirement-undecided'],
    });
  });
});

describe('the entry that comes nearest', () => {
  it('is one that permits too little, else one that misses by one part', () => {
    const [narrow] = held(nginx, 'this-host', ['port: 80, reachable_by: vpn']).findings;
    expect(narrow).toMatchObject({ nearest: { place: { line: 4 } }, misses: [] });
    const apache = having(
      sampleListener({
        owner: { kind: 'process', processes: [sampleProcess({ pid: 1, name: 'apache2', command: [] })] },
      }),
    );
    const [other] = held(apache, 'this-host', ['process: nginx, port: 80, reachable_by: internet']).findings;
    expect(other).toMatchObject({ nearest: { place: { line: 4 } }, misses: ['process'] });
    const published = reachedBy(sampleEntry({ port: 8080 }));
    const inside = ['process: nginx, port: 80, reachable_by: containers', 'port: 8080, reachable_by: vpn'];
    expect(held(published, 'this-host', inside).findings[0]).toMatchObject({
      nearest: { place: { line: 5 } },
      misses: [],
    });
    expect(held(published, 'this-host', inside.slice(0, 1)).findings[0]).toMatchObject({ misses: ['port'] });
    const [none] = held(nginx, 'this-host', ['process: sshd, port: 22, reachable_by: internet']).findings;
    expect(none).toMatchObject({ nearest: undefined, misses: [] });
  });
});
