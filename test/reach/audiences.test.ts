import { describe, expect, it } from 'vitest';
import type { Route } from '../../src/model/facts.js';
import { aHost, type Host, type HostOptions, iface, lo, route, socket } from './a-host.js';

const host = (address: string, kind: string, routes: readonly Route[], more: Partial<HostOptions> = {}) =>
  aHost({
    interfaces: [lo(), iface('if0', [address], { kind, allowedIps: ['0.0.0.0/0'] })],
    sockets: [socket('tcp 0.0.0.0 80')],
    routes,
    ...more,
  });
const audienceOf = (found: Host, source: string) =>
  found
    .entries('tcp/0.0.0.0:80')
    .find((entry) => entry.interface === 'if0' && entry.verdict === 'allowed' && names(entry.sources, source))
    ?.audience;
const names = (cidrs: readonly string[], source: string) => cidrs.some((cidr) => cidr.startsWith(source));
const outwards = route('0.0.0.0/0', 'if0', { gateway: '10.1.0.1' });
const exposure = (found: Host) => found.output.byListener.get('tcp/0.0.0.0:80');

describe('who a source is', () => {
  it('on an ordinary interface: neighbours, private networks beyond a router, the internet', () => {
    const found = host('10.1.0.2/24', 'veth', [outwards]);
    expect(audienceOf(found, '10.1.0.128')).toBe('local-network');
    expect(audienceOf(found, '192.168.0.0')).toBe('private-networks');
    expect(audienceOf(found, '8.0.0.0')).toBe('internet');
  });

  it('on a container bridge: containers, whatever the address', () => {
    const found = host('172.17.0.1/24', 'bridge', [outwards], {
      interfaces: [
        lo(),
        iface('if0', ['172.17.0.1/24'], { kind: 'bridge' }),
        iface('veth9', [], { master: 'if0' }),
        iface('eth0', ['10.1.0.2/24']),
      ],
      routes: [route('0.0.0.0/0', 'eth0', { gateway: '10.1.0.1' })],
    });
    expect(
      new Set(
        found
          .entries('tcp/0.0.0.0:80')
          .filter((e) => e.interface === 'if0')
          .map((e) => e.audience),
      ),
    ).toEqual(new Set(['containers']));
  });

  it('on a VPN: the VPN, and the internet only where the default route leads that way', () => {
    const through = host('10.8.0.2/24', 'wireguard', [route('0.0.0.0/0', 'if0')]);
    expect(audienceOf(through, '8.0.0.0')).toBe('internet');
    expect(audienceOf(through, '192.168.0.0')).toBe('vpn');
    const beside = host('10.8.0.2/24', 'wireguard', [route('8.0.0.0/8', 'if0')]);
    expect(audienceOf(beside, '8.0.0.0')).toBe('vpn');
  });
});

describe('exposure', () => {
  it('is the widest audience that is allowed', () => {
    expect(exposure(host('10.1.0.2/24', 'veth', []))?.exposure).toBe('local-network');
    expect(exposure(host('8.8.4.4/24', 'veth', [outwards]))?.exposure).toBe('internet');
  });

  it('counts the internet only where a destination is globally routable', () => {
    expect(exposure(host('10.1.0.2/24', 'veth', [outwards]))?.exposure).toBe('private-networks');
  });

  it('keeps globally routable destinations of internet entries apart from the others', () => {
    const both = host('8.8.4.4/24', 'veth', [outwards]).entries('tcp/0.0.0.0:80');
    const internet = both.filter((entry) => entry.interface === 'if0' && entry.audience === 'internet');
    expect(internet.map((entry) => entry.destinations)).toEqual([['8.8.4.4']]);
  });

  it('stays where only conditional entries are wider, and says how far it may go', () => {
    const unread = host('8.8.4.4/24', 'veth', [outwards], { firewall: undefined });
    expect(exposure(unread)).toMatchObject({ exposure: 'none', exposureAtMost: 'internet' });
  });
});

describe('what could not be read', () => {
  it('of the rules leaves every entry conditional, with the reason', () => {
    const entries = host('10.1.0.2/24', 'veth', [], { firewall: undefined }).entries('tcp/0.0.0.0:80');
    expect(entries.length).toBeGreaterThan(0);
    for (const { verdict, reason } of entries) {
      expect(verdict).not.toBe('allowed');
      if (verdict === 'conditional') expect(reason.code).toBe('firewall-unreadable');
    }
  });

  it.each(['routes', 'rules', 'interfaces'] as const)(
    'of the %s leaves nothing certainly allowed',
    (fact) => {
      const entries = host('10.1.0.2/24', 'veth', [outwards], { without: [fact] }).entries('tcp/0.0.0.0:80');
      expect(entries.some(({ verdict }) => verdict === 'conditional')).toBe(true);
      expect(entries.some(({ verdict }) => verdict === 'allowed')).toBe(false);
    },
  );
});
