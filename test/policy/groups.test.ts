import { describe, expect, it } from 'vitest';
import type { ReachEntry } from '../../src/model/reach.js';
import { checkPolicy, checkStatus } from '../../src/policy/check.js';
import { draftPolicy } from '../../src/policy/draft.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { sampleAudit, sampleEntry, sampleListener } from '../export/sample.js';

const ANY = ['10.0.0.0/16'];

/** mDNS as this host alone reaches it, but for its groups. */
function mdns(...groupReach: readonly ReachEntry[]) {
  const own = sampleEntry({ interface: 'lo', port: 5353, audience: 'this-host', sources: ['127.0.0.0/8'] });
  return sampleAudit({
    listeners: [
      sampleListener({
        id: 'udp/0.0.0.0:5353',
        protocol: 'udp',
        port: 5353,
        service: 'mdns',
        exposure: 'this-host',
        reach: [own],
        groupReach,
      }),
    ],
  });
}

const to = (destination: string, more: Partial<ReachEntry> = {}) =>
  sampleEntry({ port: 5353, destinations: [destination], ...more });

function status(audit: ReturnType<typeof mdns>, fallback: string, entry = ''): number {
  const allow = entry === '' ? '' : `allow:\n  - { ${entry}, owner: net, reason: discovery }\n`;
  const policy = parsePolicy(`version: 1\ndefault: ${fallback}\n${allow}`);
  if ('problem' in policy) throw new Error(policy.problem);
  return checkStatus(checkPolicy(policy, audit, new Date('2026-11-28T12:00:00Z')));
}

describe('a policy', () => {
  const neighbours = to('224.0.0.251');

  it('forbids and permits what groups let in like what addresses do', () => {
    expect(status(mdns(neighbours), 'this-host')).toBe(1);
    expect(status(mdns(neighbours), 'local-network')).toBe(0);
    expect(status(mdns(neighbours), 'this-host', 'port: 5353, reachable_by: local-network')).toBe(0);
    expect(status(mdns(neighbours), 'this-host', 'port: 53, reachable_by: local-network')).toBe(1);
    expect(status(mdns({ ...neighbours, verdict: 'conditional' }), 'this-host')).toBe(3);
  });

  it('takes what only a neighbour sends under addresses from elsewhere for that of a neighbour', () => {
    const forged = to('224.0.0.251', { asymmetric: true, sources: ['192.0.2.0/24'] });
    expect(status(mdns(neighbours, forged), 'this-host', 'port: 5353, reachable_by: 10.1.0.0/24')).toBe(0);
  });

  it('that forbids the internet forbids it a group that routers pass on, and a broadcast address that they can', () => {
    const internet = (destination: string) => mdns(to(destination, { audience: 'internet', sources: ANY }));
    for (const destination of ['226.1.1.1', 'ff0e::5%eth0', '8.8.8.255'])
      expect([destination, status(internet(destination), 'private-networks')]).toEqual([destination, 1]);
    for (const destination of ['239.1.2.3', 'ff05::2%eth0', '10.1.0.255']) {
      expect([destination, status(internet(destination), 'private-networks')]).toEqual([destination, 0]);
      expect([destination, status(internet(destination), 'local-network')]).toEqual([destination, 1]);
    }
  });

  it('asks for addresses of the host where it requires something', () => {
    expect(
      status(mdns(neighbours), 'local-network', 'port: 5353, reachable_by: local-network, required: true'),
    ).toBe(1);
  });

  it('of today permits what groups let in', () => {
    expect(draftPolicy(mdns(neighbours)).map(({ reachableBy }) => reachableBy)).toEqual([['local-network']]);
    expect(draftPolicy(mdns())).toEqual([]);
  });
});
