import { describe, expect, it } from 'vitest';
import { explainForward } from '../../src/explain/forward.js';
import type { ReachEntry } from '../../src/model/reach.js';
import { entry, host, INTERNET, listener, NS, noFirewall, ufwPolicy } from './situations.js';

function said(reach: readonly ReachEntry[]): string {
  const target = { address: '172.17.0.2', port: 80 };
  const forward = {
    id: 'tcp/8080→172.17.0.2:80',
    namespace: NS,
    protocol: 'tcp',
    port: 8080,
    target,
    reach,
  } as const;
  return explainForward(forward, host(listener('0.0.0.0')));
}

const published = { port: 8080 };

describe('a port that NAT hands on', () => {
  it('names who gets through, what they dial, and who answers', () => {
    const reach = [
      entry('local-network', 'allowed', noFirewall, ['10.1.0.0/24'], published),
      entry('internet', 'allowed', noFirewall, INTERNET, published),
    ];
    expect(said(reach)).toBe(
      'Anyone on 10.1.0.0/24 through eth0, at 10.1.0.2:8080; NAT hands it to 172.17.0.2:80.',
    );
  });

  it('counts the internet where it can send to the address that is dialled', () => {
    const reach = [
      entry('internet', 'allowed', noFirewall, INTERNET, { ...published, destinations: ['185.1.2.3'] }),
    ];
    expect(said(reach)).toBe(
      'Anyone on the internet through eth0, at 185.1.2.3:8080; NAT hands it to 172.17.0.2:80.',
    );
  });

  it('says why nobody gets through', () => {
    const reach = [entry('local-network', 'blocked', ufwPolicy, ['10.1.0.0/24'], published)];
    expect(said(reach)).toBe("Nobody gets through to 172.17.0.2:80: ufw's default policy drops it.");
  });

  it('does not call a part of the internet the whole where NAT looks at the source', () => {
    const reach = [
      entry('internet', 'allowed', noFirewall, ['9.9.9.0/24'], { ...published, destinations: ['185.1.2.3'] }),
    ];
    expect(said(reach)).toBe(
      'Only 9.9.9.0/24 on the internet through eth0, at 185.1.2.3:8080; NAT hands it to 172.17.0.2:80.',
    );
  });

  it('says who may get through where it cannot be decided', () => {
    const unreadable = { code: 'firewall-unreadable', subject: 'nftables' } as const;
    const reach = [entry('local-network', 'conditional', unreadable, ['10.1.0.0/24'], published)];
    expect(said(reach)).toBe(
      'At most anyone on 10.1.0.0/24 through eth0, at 10.1.0.2:8080; NAT hands it to 172.17.0.2:80; not certain, because the firewall could not be read (nftables).',
    );
  });
});
