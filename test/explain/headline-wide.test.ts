import { describe, expect, it } from 'vitest';
import {
  device,
  entry,
  headlineOf,
  here,
  INTERNET,
  listener,
  noFirewall,
  rule,
  ufwPolicy,
} from './situations.js';

const wildcard = listener('0.0.0.0', { scope: 'all-interfaces', interfaces: ['eth0', 'lo'] });

describe('a listener on the internet', () => {
  const globalInterfaces = [device('eth0', '185.1.2.3/24')];
  const at = { destinations: ['185.1.2.3'] };

  it('without a firewall says so and names the address', () => {
    const reach = [here, entry('internet', 'allowed', noFirewall, INTERNET, at)];
    expect(
      headlineOf({ listener: wildcard, reach, exposure: 'internet' }, { interfaces: globalInterfaces }),
    ).toBe('Anyone on the internet through eth0, at 185.1.2.3:80; there are no firewall rules.');
  });

  it('names the address that the internet can send to, not the private ones', () => {
    const reach = [
      entry('internet', 'allowed', noFirewall, INTERNET, at),
      entry('internet', 'allowed', noFirewall, INTERNET),
    ];
    expect(headlineOf({ listener: wildcard, reach, exposure: 'internet' })).toBe(
      'Anyone on the internet through eth0, at 185.1.2.3:80; there are no firewall rules.',
    );
  });

  it('quotes the rule that lets the internet in', () => {
    const allow = {
      code: 'firewall-accept',
      rule: rule('tcp dport 80 accept', 'ufw', 'ufw allow 80/tcp'),
    } as const;
    const reach = [entry('internet', 'allowed', allow, INTERNET, at)];
    expect(headlineOf({ listener: wildcard, reach, exposure: 'internet' })).toBe(
      'Anyone on the internet through eth0, at 185.1.2.3:80; ufw lets it in (ufw allow 80/tcp).',
    );
  });

  it('open to a part of it names the part', () => {
    const allow = { code: 'firewall-accept', rule: rule('ip saddr 9.9.9.0/24 accept') } as const;
    const reach = [
      entry('internet', 'allowed', allow, ['9.9.9.0/24'], at),
      entry('internet', 'blocked', ufwPolicy, INTERNET, at),
    ];
    expect(headlineOf({ listener: wildcard, reach, exposure: 'internet' })).toBe(
      'Only 9.9.9.0/24 on the internet through eth0, at 185.1.2.3:80; a firewall rule lets it in (inet filter input: ip saddr 9.9.9.0/24 accept).',
    );
  });

  it('open to a part of many ranges says how much that is instead of counting them', () => {
    const ban = { code: 'firewall-drop', rule: rule('ip saddr @crowdsec drop') } as const;
    const banned = ['2.0.0.0/16', '2.2.0.0/16', '2.4.0.0/16', '2.6.0.0/16'];
    const free = [
      ...INTERNET.filter((range) => range !== '2.0.0.0/7'),
      '2.1.0.0/16',
      '2.3.0.0/16',
      '2.5.0.0/16',
    ];
    const reach = [
      entry('internet', 'allowed', noFirewall, free, at),
      entry('internet', 'blocked', ban, banned, at),
    ];
    expect(headlineOf({ listener: wildcard, reach, exposure: 'internet' })).toBe(
      'Most of the internet through eth0, at 185.1.2.3:80; there are no firewall rules.',
    );
  });

  it('open over IPv6 alone says so', () => {
    const dual = listener('::', { scope: 'all-interfaces', accepts: ['ipv4', 'ipv6'], v6only: false });
    const reach = [
      entry('internet', 'allowed', noFirewall, ['2000::/3'], { destinations: ['2a00:1::2'] }),
      entry('internet', 'blocked', ufwPolicy, INTERNET, at),
    ];
    expect(headlineOf({ listener: dual, reach, exposure: 'internet' })).toBe(
      'Anyone on the internet over IPv6 through eth0, at [2a00:1::2]:80; there are no firewall rules.',
    );
  });

  it('published on another port names the port to dial', () => {
    const dnat = {
      code: 'firewall-accept',
      rule: rule('tcp dport 8080 dnat', 'docker', 'published port 8080'),
    } as const;
    const reach = [entry('internet', 'allowed', dnat, INTERNET, { ...at, port: 8080 })];
    expect(headlineOf({ listener: wildcard, reach, exposure: 'internet' })).toBe(
      'Anyone on the internet through eth0, at 185.1.2.3:8080; docker lets it in (published port 8080).',
    );
  });
});

describe('a listener for containers or a VPN', () => {
  it('names the bridge and its network', () => {
    const bridge = device('docker0', '172.17.0.1/16', { kind: 'bridge', audience: 'containers' });
    const reach = [
      here,
      entry('containers', 'allowed', noFirewall, ['172.17.0.0/16'], { interface: 'docker0' }),
      entry('local-network', 'blocked', ufwPolicy, ['10.1.0.0/24']),
    ];
    expect(headlineOf({ listener: wildcard, reach, exposure: 'containers' }, { interfaces: [bridge] })).toBe(
      "Containers and virtual machines on docker0 (172.17.0.0/16); nobody else: ufw's default policy drops it.",
    );
  });

  it('names the peers of the VPN', () => {
    const wg = device('wg0', '10.8.0.1/24', { kind: 'wireguard', audience: 'vpn' });
    const reach = [entry('vpn', 'allowed', noFirewall, ['10.8.0.0/24'], { interface: 'wg0' })];
    expect(headlineOf({ listener: wildcard, reach, exposure: 'vpn' }, { interfaces: [wg] })).toBe(
      'VPN peers on wg0 (10.8.0.0/24); there are no firewall rules.',
    );
  });
});
