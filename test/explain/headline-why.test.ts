import { describe, expect, it } from 'vitest';
import {
  device,
  entry,
  headlineOf,
  INTERNET,
  listener,
  noFirewall,
  PRIVATE,
  rule,
  ufwPolicy,
} from './situations.js';

const wildcard = listener('0.0.0.0', { scope: 'all-interfaces', interfaces: ['eth0', 'lo'] });

describe('a headline that would be long', () => {
  const rivals = ['10.1.0.0/24', '10.2.0.0/24', '10.3.0.0/24'];
  const interfaces = rivals.map((network, index) => device(`office${index}`, network.replace('.0/', '.2/')));
  const reach = rivals.map((network, index) =>
    entry('local-network', 'allowed', noFirewall, [network], { interface: `office${index}` }),
  );
  const longRule = rule(
    `ip saddr { ${rivals.join(', ')} } tcp dport { 80, 443, 8000-8100, 9000-9100 } counter accept`,
  );

  it('does without the text of the rule first', () => {
    const lettingIn = { code: 'firewall-accept', rule: longRule } as const;
    const wide = entry('internet', 'allowed', lettingIn, INTERNET, {
      destinations: ['185.1.2.3', '185.1.2.4'],
    });
    expect(headlineOf({ listener: wildcard, reach: [wide], exposure: 'internet' })).toBe(
      'Anyone on the internet through eth0, at 185.1.2.3:80 or 185.1.2.4:80; a firewall rule lets it in.',
    );
  });

  it('then names interfaces instead of networks', () => {
    const far = entry('private-networks', 'allowed', noFirewall, PRIVATE, { interface: 'office0' });
    const open = entry('internet', 'allowed', noFirewall, INTERNET, { interface: 'office0' });
    const subject = {
      listener: wildcard,
      reach: [...reach, far, open],
      exposure: 'private-networks',
    } as const;
    expect(headlineOf(subject, { interfaces })).toBe(
      'Anyone on the networks of office0, office1 and office2 and on private networks beyond; the internet only if a router forwards to it, since 10.1.0.2 is a private address.',
    );
  });
});

describe('what keeps the internet out', () => {
  const neighbours = entry('local-network', 'allowed', noFirewall, ['10.1.0.0/24']);

  it('is that no route leads there, where no packet of it can come in', () => {
    const routeless = entry('internet', 'blocked', { code: 'no-return-route' }, INTERNET);
    for (const reach of [[neighbours], [neighbours, routeless]]) {
      expect(headlineOf({ listener: wildcard, reach, exposure: 'local-network' })).toBe(
        'Anyone on 10.1.0.0/24 through eth0; not the internet: no route leads there.',
      );
    }
  });

  it('is, for a socket bound to a device, that no route leads there by it', () => {
    const bound = { ...wildcard, device: 'eth0' };
    expect(headlineOf({ listener: bound, reach: [neighbours], exposure: 'local-network' })).toBe(
      'Anyone on 10.1.0.0/24 through eth0; not the internet: no route leads there through eth0.',
    );
  });

  it('is the rule that stops it, not that other interfaces have no route to it', () => {
    const policy = entry('internet', 'blocked', ufwPolicy, INTERNET);
    const reverse = { code: 'reverse-path', mode: 'strict', sysctl: 'net.ipv4.conf.eth1.rp_filter' } as const;
    const strays = ['eth1', 'eth2'].map((name) =>
      entry('internet', 'blocked', reverse, INTERNET, { interface: name }),
    );
    expect(
      headlineOf({ listener: wildcard, reach: [neighbours, ...strays, policy], exposure: 'local-network' }),
    ).toBe("Anyone on 10.1.0.0/24 through eth0; not the internet: ufw's default policy drops it.");
  });
});
