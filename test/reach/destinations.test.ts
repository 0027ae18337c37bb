import { describe, expect, it } from 'vitest';
import { aHost, type HostOptions, iface, lo, route, socket } from './a-host.js';

const host = (options: Partial<HostOptions> = {}) =>
  aHost({
    interfaces: [
      lo('10.9.9.9/32'),
      iface('eth0', ['10.1.0.2/24', 'fd01::2/64', 'fe80::2/64']),
      iface('eth1', ['10.2.0.2/24', 'fd02::2/64', 'fe80::3/64']),
    ],
    sockets: [
      socket('tcp 0.0.0.0 80'),
      socket('tcp :: 81'),
      socket('tcp 127.0.0.1 5432'),
      socket('tcp ::1 5432'),
      socket('tcp 10.2.0.2 90'),
      socket('tcp fe80::2 22', { device: 'eth0' }),
      socket('tcp 10.7.7.7 99'),
    ],
    ...options,
  });

describe('destinations', () => {
  it('are every local address on every interface: Linux is a weak host', () => {
    const { verdict } = host();
    expect(verdict('tcp/0.0.0.0:80', 'eth0', '10.1.0.9', '10.2.0.2')).toBe('allowed');
    expect(verdict('tcp/10.2.0.2:90', 'eth0', '10.1.0.9', '10.2.0.2')).toBe('allowed');
    expect(verdict('tcp/[::]:81', 'eth0', 'fd01::9', 'fd02::2')).toBe('allowed');
  });

  it('include a routable address on lo', () => {
    expect(host().verdict('tcp/0.0.0.0:80', 'eth1', '10.2.0.9', '10.9.9.9')).toBe('allowed');
  });

  it('are written one by one where an interface holds them, besides the blocks that they lie in', () => {
    const found = aHost({
      interfaces: [lo(), iface('eth0', ['10.1.0.2/24', '10.1.0.3/24'])],
      sockets: [socket('tcp 0.0.0.0 80')],
    });
    const at = (device: string) =>
      found.entries('tcp/0.0.0.0:80').find((entry) => entry.interface === device)?.destinations;
    expect(at('eth0')).toEqual(['10.1.0.2', '10.1.0.3']);
    expect(at('lo')).toEqual(['10.1.0.2', '10.1.0.3', '127.0.0.1', '127.0.0.0/8']);
  });

  it('on 127/8 are martian from outside, unless route_localnet is on for all or for that interface', () => {
    expect(host().reason('tcp/127.0.0.1:5432', 'eth0', '10.1.0.9', '127.0.0.1')).toBe('loopback-martian');
    expect(host().verdict('tcp/0.0.0.0:80', 'eth0', '10.1.0.9', '127.0.0.1')).toBe('unnamed');
    const open = host({ sysctls: { 'net.ipv4.conf.eth0.route_localnet': '1' } });
    expect(open.verdict('tcp/127.0.0.1:5432', 'eth0', '10.1.0.9', '127.0.0.1')).toBe('allowed');
    expect(open.reason('tcp/127.0.0.1:5432', 'eth1', '10.2.0.9', '127.0.0.1')).toBe('loopback-martian');
    const everywhere = host({ sysctls: { 'net.ipv4.conf.all.route_localnet': '1' } });
    expect(everywhere.verdict('tcp/0.0.0.0:80', 'eth1', '10.2.0.9', '127.3.2.1')).toBe('allowed');
  });

  it('`::1` is never one from outside', () => {
    const open = host({ sysctls: { 'net.ipv4.conf.all.route_localnet': '1' } });
    expect(open.reason('tcp/[::1]:5432', 'eth0', 'fd01::9', '::1')).toBe('loopback-martian');
  });

  it('that are link-local answer on their own link only', () => {
    const { verdict } = host();
    expect(verdict('tcp/[::]:81', 'eth0', 'fe80::9', 'fe80::2%eth0')).toBe('allowed');
    expect(verdict('tcp/[::]:81', 'eth1', 'fe80::9', 'fe80::2%eth0')).toBe('unnamed');
    expect(verdict('tcp/[fe80::2%eth0]:22', 'eth0', 'fe80::9', 'fe80::2%eth0')).toBe('allowed');
    expect(
      host()
        .entries('tcp/[fe80::2%eth0]:22')
        .map((entry) => entry.interface),
    ).not.toContain('eth1');
  });

  it('come from local routes (AnyIP), not from interfaces', () => {
    const { verdict } = host({ routes: [route('192.0.2.0/24', 'lo', { type: 'local', table: 255 })] });
    expect(verdict('tcp/0.0.0.0:80', 'eth0', '10.1.0.9', '192.0.2.200')).toBe('allowed');
  });

  it('that no interface has give a listener no entry at all', () => {
    expect(host().entries('tcp/10.7.7.7:99')).toEqual([]);
  });

  it('are not found behind interfaces that are down or ports of a bridge, but behind the bridge', () => {
    const { entries } = host({
      interfaces: [
        lo(),
        iface('br0', ['10.5.0.1/24'], { kind: 'bridge' }),
        iface('eth0', [], { master: 'br0' }),
        iface('eth1', ['10.6.0.1/24'], { up: false }),
      ],
    });
    expect(new Set(entries('tcp/0.0.0.0:80').map((entry) => entry.interface))).toEqual(
      new Set(['lo', 'br0']),
    );
  });
});

describe('processes of this host', () => {
  it('reach every address of it over lo, from every address of it', () => {
    const { verdict, reason } = host();
    for (const destination of ['127.0.0.1', '127.0.0.2', '10.1.0.2', '10.9.9.9'])
      expect(verdict('tcp/0.0.0.0:80', 'lo', '10.1.0.2', destination)).toBe('allowed');
    expect(verdict('tcp/127.0.0.1:5432', 'lo', '127.0.0.1', '127.0.0.1')).toBe('allowed');
    expect(verdict('tcp/127.0.0.1:5432', 'lo', '127.0.0.1', '127.0.0.2')).toBe('unnamed');
    expect(reason('tcp/[::1]:5432', 'lo', '::1', '::1')).toBe('same-host');
  });

  it('reach a link-local address only from addresses of the same device', () => {
    const { verdict } = host();
    expect(verdict('tcp/[::]:81', 'lo', 'fd01::2', 'fe80::2%eth0')).toBe('allowed');
    expect(verdict('tcp/[::]:81', 'lo', 'fd02::2', 'fe80::2%eth0')).toBe('unnamed');
    expect(verdict('tcp/[::]:81', 'lo', '::1', 'fe80::2%eth0')).toBe('unnamed');
  });

  it('write 127.0.0.0/8 as one block', () => {
    const entry = host()
      .entries('tcp/0.0.0.0:80')
      .find((one) => one.interface === 'lo');
    expect(entry?.destinations).toContain('127.0.0.0/8');
    expect(entry?.sources).toContain('127.0.0.0/8');
  });
});
