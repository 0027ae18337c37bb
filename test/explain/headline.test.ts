import { describe, expect, it } from 'vitest';
import {
  chain,
  device,
  entry,
  headlineOf,
  here,
  INTERNET,
  listener,
  noFirewall,
  PRIVATE,
  rule,
  ufwPolicy,
} from './situations.js';

const wildcard = listener('0.0.0.0', { scope: 'all-interfaces', interfaces: ['eth0', 'lo'] });
const loopback = listener('127.0.0.1', { scope: 'loopback-only', interfaces: ['lo'] });
const ufwAllow = {
  code: 'firewall-accept',
  rule: rule('-s 10.1.0.0/24 -j ACCEPT', 'ufw', 'ufw allow from 10.1.0.0/24'),
} as const;

describe('a listener for this machine only', () => {
  it('on 127.0.0.1 says that it is bound to it', () => {
    expect(headlineOf({ listener: loopback, reach: [here], exposure: 'this-host' })).toBe(
      'Only programs on this machine: it is bound to 127.0.0.1.',
    );
  });

  it('on 127.0.0.2 names that address', () => {
    const second = listener('127.0.0.2', { scope: 'loopback-only' });
    expect(headlineOf({ listener: second, reach: [here], exposure: 'this-host' })).toBe(
      'Only programs on this machine: it is bound to 127.0.0.2.',
    );
  });

  it('bound to the device lo says so', () => {
    const onLo = listener('0.0.0.0', { scope: 'loopback-only', device: 'lo' });
    expect(headlineOf({ listener: onLo, reach: [here], exposure: 'this-host' })).toBe(
      'Only programs on this machine: it is bound to the loopback interface.',
    );
  });

  it('on a wildcard names what keeps everybody else out', () => {
    const reach = [
      here,
      entry('local-network', 'blocked', ufwPolicy, ['10.1.0.0/24']),
      entry('internet', 'blocked', ufwPolicy, INTERNET),
    ];
    expect(headlineOf({ listener: wildcard, reach, exposure: 'this-host' })).toBe(
      "Only programs on this machine; nobody else: ufw's default policy drops it.",
    );
  });

  it('does not call nobody those whom NAT leads elsewhere', () => {
    const published = rule('tcp dport 80 dnat to 172.17.0.2:80', 'docker', 'published port 80');
    const elsewhere = { code: 'nat-elsewhere', rule: published, target: '172.17.0.2:80' } as const;
    const reach = [here, entry('internet', 'blocked', elsewhere, INTERNET)];
    expect(headlineOf({ listener: wildcard, reach, exposure: 'this-host' })).toBe(
      'Only programs on this machine; for others, NAT hands the port to 172.17.0.2:80, which answers instead (docker: published port 80).',
    );
  });

  it('in a container says in which', () => {
    expect(
      headlineOf({ listener: loopback, reach: [here], exposure: 'this-host' }, { containers: ['web'] }),
    ).toBe('Only programs in the container web: it is bound to 127.0.0.1.');
  });

  it('with a firewall that could not be read is for this machine at most', () => {
    const reach = [
      entry('this-host', 'conditional', { code: 'firewall-unreadable', subject: 'nftables' }, [
        '127.0.0.0/8',
      ]),
    ];
    expect(headlineOf({ listener: loopback, reach, exposure: 'none', exposureAtMost: 'this-host' })).toBe(
      'At most programs on this machine: it is bound to 127.0.0.1.',
    );
  });
});

describe('a listener for neighbours', () => {
  it('names their network and what keeps the internet out', () => {
    const reach = [
      here,
      entry('local-network', 'allowed', ufwAllow, ['10.1.0.0/24']),
      entry('internet', 'blocked', ufwPolicy, INTERNET),
    ];
    expect(headlineOf({ listener: wildcard, reach, exposure: 'local-network' })).toBe(
      "Anyone on 10.1.0.0/24 through eth0; not the internet: ufw's default policy drops it.",
    );
  });

  it('counts the network as whole although this host itself is not among the senders', () => {
    const sources = [
      '10.1.0.0/31',
      '10.1.0.3/32',
      '10.1.0.4/30',
      '10.1.0.8/29',
      '10.1.0.16/28',
      '10.1.0.32/27',
    ];
    const reach = [
      entry('local-network', 'allowed', noFirewall, [...sources, '10.1.0.64/26', '10.1.0.128/25']),
    ];
    expect(headlineOf({ listener: wildcard, reach, exposure: 'local-network' })).toBe(
      'Anyone on 10.1.0.0/24 through eth0; not the internet: no route leads there.',
    );
  });

  it('names the few that are let in', () => {
    const few = { code: 'firewall-accept', rule: rule('ip saddr @admins tcp dport 80 accept') } as const;
    const drop = { code: 'firewall-policy-drop', chain: chain('inet filter', 'input') } as const;
    const reach = [
      entry('local-network', 'allowed', few, ['10.1.0.7/32', '10.1.0.16/28']),
      entry('local-network', 'blocked', drop, [
        '10.1.0.8/29',
        '10.1.0.32/27',
        '10.1.0.64/26',
        '10.1.0.128/25',
      ]),
      entry('internet', 'blocked', drop, INTERNET),
    ];
    expect(headlineOf({ listener: wildcard, reach, exposure: 'local-network' })).toBe(
      'Only 10.1.0.7 and 10.1.0.16/28 through eth0; not the internet: the default policy of inet filter input drops it.',
    );
  });

  it('takes a network as whole although strays on its link, with addresses of elsewhere, are kept out', () => {
    const reach = [
      entry('local-network', 'allowed', ufwAllow, ['10.1.0.0/24']),
      entry('local-network', 'blocked', ufwPolicy, [
        '11.0.0.0/8',
        '169.254.0.0/16',
        '192.168.0.0/16',
        '44.0.0.0/8',
      ]),
      entry('internet', 'blocked', ufwPolicy, INTERNET),
    ];
    expect(headlineOf({ listener: wildcard, reach, exposure: 'local-network' })).toBe(
      "Anyone on 10.1.0.0/24 through eth0; not the internet: ufw's default policy drops it.",
    );
  });

  it('names the few that are left out', () => {
    const ban = { code: 'firewall-drop', rule: rule('ip saddr 10.1.0.7 drop') } as const;
    const others = [
      '10.1.0.0/30',
      '10.1.0.4/31',
      '10.1.0.6/32',
      '10.1.0.8/29',
      '10.1.0.16/28',
      '10.1.0.32/27',
    ];
    const reach = [
      entry('local-network', 'allowed', noFirewall, [...others, '10.1.0.64/26', '10.1.0.128/25']),
      entry('local-network', 'blocked', ban, ['10.1.0.7/32']),
    ];
    expect(headlineOf({ listener: wildcard, reach, exposure: 'local-network' })).toBe(
      'Anyone on 10.1.0.0/24 except 10.1.0.7 through eth0; not the internet: no route leads there.',
    );
  });

  it('closes the hole that the own address leaves in a range', () => {
    const some = { code: 'firewall-accept', rule: rule('ip saddr 10.1.0.0/29 accept') } as const;
    const reach = [
      entry('local-network', 'allowed', some, ['10.1.0.0/31', '10.1.0.3/32', '10.1.0.4/30']),
      entry('local-network', 'blocked', ufwPolicy, ['10.1.0.8/29']),
    ];
    expect(headlineOf({ listener: wildcard, reach, exposure: 'local-network' })).toBe(
      'Only 10.1.0.0/29 through eth0; not the internet: no route leads there.',
    );
  });

  it('on two networks names both', () => {
    const reach = [
      entry('local-network', 'allowed', noFirewall, ['10.1.0.0/24']),
      entry('local-network', 'allowed', noFirewall, ['10.2.0.0/24'], { interface: 'eth1' }),
    ];
    const interfaces = [device('eth0', '10.1.0.2/24'), device('eth1', '10.2.0.2/24')];
    expect(headlineOf({ listener: wildcard, reach, exposure: 'local-network' }, { interfaces })).toBe(
      'Anyone on 10.1.0.0/24 through eth0 and 10.2.0.0/24 through eth1; not the internet: no route leads there.',
    );
  });

  it('bound to loopback and let in by route_localnet says both', () => {
    const reach = [
      here,
      entry('local-network', 'allowed', noFirewall, ['10.1.0.0/24'], { destinations: ['127.0.0.1'] }),
    ];
    expect(headlineOf({ listener: loopback, reach, exposure: 'local-network' })).toBe(
      'Anyone on 10.1.0.0/24 through eth0, at 127.0.0.1:80, although it is bound to 127.0.0.1; not the internet: no route leads there.',
    );
  });
});

describe('a listener beyond the local network', () => {
  const open = [
    here,
    entry('local-network', 'allowed', noFirewall, ['10.1.0.0/24']),
    entry('private-networks', 'allowed', noFirewall, PRIVATE),
  ];

  it('with a private address needs a router to be reached from the internet', () => {
    const reach = [...open, entry('internet', 'allowed', noFirewall, INTERNET)];
    expect(headlineOf({ listener: wildcard, reach, exposure: 'private-networks' })).toBe(
      'Anyone on 10.1.0.0/24 and on private networks beyond the router through eth0; the internet only if a router forwards to it, since 10.1.0.2 is a private address.',
    );
  });

  it('without neighbours among those let in names the ranges', () => {
    const some = { code: 'firewall-accept', rule: rule('ip saddr 10.9.0.0/16 accept') } as const;
    const reach = [
      entry('private-networks', 'allowed', some, ['10.9.0.0/16']),
      entry('private-networks', 'blocked', ufwPolicy, ['192.168.0.0/16']),
      entry('internet', 'blocked', ufwPolicy, INTERNET),
    ];
    expect(headlineOf({ listener: wildcard, reach, exposure: 'private-networks' })).toBe(
      "Only 10.9.0.0/16 beyond the router through eth0; not the internet: ufw's default policy drops it.",
    );
  });
});
