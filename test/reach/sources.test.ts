import { describe, expect, it } from 'vitest';
import { aHost, type HostOptions, iface, lo, route, socket } from './a-host.js';

const host = (options: Partial<HostOptions> = {}) =>
  aHost({
    interfaces: [
      lo(),
      iface('eth0', ['10.1.0.2/24', 'fd01::2/64', 'fe80::2/64']),
      iface('eth1', ['10.2.0.2/24']),
    ],
    sockets: [socket('tcp 0.0.0.0 80'), socket('udp 0.0.0.0 53'), socket('udp :: 5353', { v6only: true })],
    routes: [
      route('0.0.0.0/0', 'eth0', { gateway: '10.1.0.1' }),
      route('::/0', 'eth0', { gateway: 'fe80::1' }),
    ],
    ...options,
  });
const from = (source: string, options: Partial<HostOptions> = {}) =>
  host(options).verdict('udp/0.0.0.0:53', 'eth0', source, '10.1.0.2');
const all = (key: string, value: string) => ({ sysctls: { [`net.ipv4.conf.all.${key}`]: value } });

describe('source addresses over IPv4', () => {
  it.each(['10.1.0.9', '10.1.0.0', '8.8.8.8', '0.1.2.3', '240.0.0.1', '169.254.3.4', '203.0.113.5'])(
    '%s comes in',
    (source) => {
      expect(from(source)).toBe('allowed');
    },
  );

  it.each(['127.0.0.1', '127.9.9.9', '224.0.0.251', '255.255.255.255', '0.0.0.0'])(
    '%s is a martian',
    (source) => {
      expect(from(source)).toBe('unnamed');
    },
  );

  it('that are our own are dropped, whichever interface has them', () => {
    expect(from('10.1.0.2')).toBe('unnamed');
    expect(from('10.2.0.2')).toBe('unnamed');
  });

  it('that a local route makes our own (AnyIP) are dropped as well', () => {
    const anyIp = route('192.0.2.0/24', 'lo', { type: 'local', table: 255 });
    expect(from('192.0.2.77', { routes: [route('0.0.0.0/0', 'eth0'), anyIp] })).toBe('unnamed');
  });

  it('on loopback get no answer out even with route_localnet', () => {
    expect(from('127.0.0.9', all('route_localnet', '1'))).not.toBe('allowed');
  });
});

describe('rp_filter', () => {
  it('strict stops sources whose way back leaves by another device', () => {
    const strict = host(all('rp_filter', '1'));
    expect(strict.verdict('tcp/0.0.0.0:80', 'eth0', '10.2.0.9', '10.1.0.2')).toBe('blocked');
    expect(strict.reason('tcp/0.0.0.0:80', 'eth0', '10.2.0.9', '10.1.0.2')).toBe('reverse-path');
    expect(strict.verdict('tcp/0.0.0.0:80', 'eth1', '10.2.0.9', '10.1.0.2')).toBe('allowed');
    expect(strict.verdict('tcp/0.0.0.0:80', 'eth1', '8.8.8.8', '10.1.0.2')).toBe('blocked');
  });

  it('loose asks only for some way back', () => {
    const loose = host({ ...all('rp_filter', '2'), routes: [] });
    expect(loose.verdict('tcp/0.0.0.0:80', 'eth0', '10.2.0.9', '10.1.0.2')).toBe('allowed');
    expect(loose.verdict('tcp/0.0.0.0:80', 'eth0', '8.8.8.8', '10.1.0.2')).toBe('blocked');
  });

  it('counts as the larger of conf.all and conf.IF', () => {
    const own = { sysctls: { 'net.ipv4.conf.eth0.rp_filter': '1' } };
    expect(from('10.2.0.9', own)).toBe('blocked');
    const both = { sysctls: { 'net.ipv4.conf.all.rp_filter': '2', 'net.ipv4.conf.eth0.rp_filter': '1' } };
    expect(from('10.2.0.9', both)).toBe('allowed');
  });

  it('drops the subnet broadcast address as a source', () => {
    expect(from('10.1.0.255', all('rp_filter', '1'))).toBe('unnamed');
  });

  it('does not exist for IPv6', () => {
    const { verdict } = host(all('rp_filter', '1'));
    expect(verdict('udp/[::]:5353', 'eth1', 'fd01::9', 'fd01::2')).toBe('allowed');
  });

  it('that could not be read leaves open what it would stop, and only that', () => {
    const unread = host({ without: ['sysctls'] });
    expect(unread.reason('tcp/0.0.0.0:80', 'eth0', '10.2.0.9', '10.1.0.2')).toBe('facts-unreadable');
    expect(unread.verdict('tcp/0.0.0.0:80', 'eth0', '10.2.0.9', '10.1.0.2')).toBe('conditional');
    expect(unread.verdict('tcp/0.0.0.0:80', 'eth0', '10.1.0.9', '10.1.0.2')).toBe('allowed');
  });
});

describe('source addresses over IPv6', () => {
  it.each(['fd01::9', 'fd99::1', '2001:4860::8', 'fe80::77', '1111::1', 'dead:beef::1'])(
    '%s comes in',
    (source) => {
      expect(host().verdict('udp/[::]:5353', 'eth0', source, 'fd01::2')).toBe('allowed');
    },
  );

  it('an address of our own comes in, and is never answered out there', () => {
    const spoofed = host();
    expect(spoofed.reason('udp/[::]:5353', 'eth0', 'fd01::2', 'fd01::2')).toBe('no-return-route');
    const { oneWay = [] } = spoofed.output.byListener.get('udp/[::]:5353') ?? {};
    expect(oneWay.some(({ sources }) => sources.includes('fd01::2/128'))).toBe(true);
  });

  it.each(['::1', 'ff02::1', '::', '::ffff:10.1.0.9'])('%s does not', (source) => {
    expect(host().verdict('udp/[::]:5353', 'eth0', source, 'fd01::2')).toBe('unnamed');
  });
});

describe('the way back', () => {
  it('is needed for a connection', () => {
    const alone = host({ routes: [] });
    expect(alone.verdict('tcp/0.0.0.0:80', 'eth0', '8.8.8.8', '10.1.0.2')).toBe('blocked');
    expect(alone.reason('tcp/0.0.0.0:80', 'eth0', '8.8.8.8', '10.1.0.2')).toBe('no-return-route');
    expect(alone.verdict('tcp/0.0.0.0:80', 'eth0', '10.2.0.7', '10.1.0.2')).toBe('allowed');
  });

  it('over a blackhole, unreachable or prohibit route is none', () => {
    for (const type of ['blackhole', 'unreachable', 'prohibit'] as const) {
      const hole = route('198.51.100.0/24', 'eth0', { type, device: undefined });
      const { reason } = host({ routes: [route('0.0.0.0/0', 'eth0'), hole] });
      expect(reason('tcp/0.0.0.0:80', 'eth0', '198.51.100.7', '10.1.0.2')).toBe('no-return-route');
    }
  });

  it('is not needed for a datagram to arrive: that is told apart', () => {
    const alone = host({ routes: [] });
    const id = alone.listeners.find((listener) => listener.id === 'udp/0.0.0.0:53')?.id ?? '';
    expect(alone.verdict(id, 'eth0', '8.8.8.8', '10.1.0.2')).toBe('blocked');
    const oneWay = alone.output.byListener.get(id)?.oneWay ?? [];
    expect(oneWay.some((entry) => entry.interface === 'eth0' && entry.asymmetric === true)).toBe(true);
    expect(oneWay.every((entry) => entry.verdict === 'allowed')).toBe(true);
  });
});
