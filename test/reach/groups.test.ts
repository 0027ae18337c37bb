import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/net/address.js';
import { contains } from '../../src/net/address-set.js';
import { parseCidr } from '../../src/net/cidr.js';
import { aHost, type HostOptions, iface, lo, route, socket } from './a-host.js';

const host = (more: Partial<HostOptions> = {}) =>
  aHost({
    interfaces: [lo(), iface('eth0', ['10.1.0.2/24']), iface('eth1', ['10.2.0.2/24'])],
    sockets: [socket('udp 224.0.0.251 5353'), socket('udp 10.1.0.255 137'), socket('udp 255.255.255.255 67')],
    ...more,
  });

describe('a datagram socket bound to a group', () => {
  it('gets what is sent to a broadcast address, and nothing else', () => {
    const { verdict } = host();
    expect(verdict('udp/10.1.0.255:137', 'eth0', '10.1.0.9', '10.1.0.255')).toBe('allowed');
    expect(verdict('udp/10.1.0.255:137', 'eth0', '10.1.0.9', '10.1.0.2')).toBe('unnamed');
    expect(verdict('udp/255.255.255.255:67', 'eth1', '10.2.0.9', '255.255.255.255')).toBe('allowed');
  });

  it('of multicast gets it by the interfaces that joined, as far as that is known', () => {
    const joined = host({ multicast: [{ family: 'ipv4', device: 'eth0', group: '224.0.0.251' }] });
    expect(joined.verdict('udp/224.0.0.251:5353', 'eth0', '10.1.0.9', '224.0.0.251')).toBe('allowed');
    expect(joined.verdict('udp/224.0.0.251:5353', 'eth1', '10.2.0.9', '224.0.0.251')).toBe('unnamed');
    expect(host().verdict('udp/224.0.0.251:5353', 'eth0', '10.1.0.9', '224.0.0.251')).toBe('conditional');
  });

  it('of one link is for the neighbours alone: no router passes such packets on', () => {
    const found = host({
      routes: [route('0.0.0.0/0', 'eth0', { gateway: '10.1.0.1' })],
      sockets: [socket('udp 224.0.0.251 5353'), socket('udp 10.1.0.255 137'), socket('udp 239.1.1.1 9')],
      multicast: ['224.0.0.251', '239.1.1.1'].map((group) => ({ family: 'ipv4', device: 'eth0', group })),
    });
    const audiences = (id: string) => [
      ...new Set(found.entries(id).flatMap((one) => (one.interface === 'eth0' ? [one.audience] : []))),
    ];
    expect(audiences('udp/224.0.0.251:5353')).toEqual(['local-network']);
    expect(audiences('udp/10.1.0.255:137')).toEqual(['local-network']);
    expect(audiences('udp/239.1.1.1:9')).toEqual(['local-network', 'private-networks', 'internet']);
  });
});

describe('a datagram socket bound to a wildcard', () => {
  const heard = (id: string, way: string, more: Partial<HostOptions> = {}) => {
    const { output, listeners } = host(more);
    const { groupReach = [] } = output.byListener.get(id) ?? {};
    expect(listeners.map((one) => one.id)).toContain(id);
    return groupReach
      .filter((entry) => entry.interface === way)
      .flatMap(({ verdict, destinations }) => destinations.map((to) => `${verdict} ${to}`))
      .filter((text, i, all) => all.indexOf(text) === i);
  };
  const interfaces = [lo(), iface('eth0', ['10.1.0.2/24', 'fd01::2/64']), iface('eth1', ['10.2.0.2/24'])];
  const multicast = [
    { family: 'ipv4', device: 'eth0', group: '224.0.0.1', users: 1 },
    { family: 'ipv4', device: 'eth0', group: '239.1.2.3', users: 1 },
    { family: 'ipv6', device: 'eth0', group: 'ff02::1', users: 1 },
    { family: 'ipv6', device: 'eth0', group: 'ff01::1', users: 1 },
  ] as const;

  it('hears the broadcast addresses of all networks by every interface, and the groups that this one joined', () => {
    const sockets = [socket('udp 0.0.0.0 53')];
    const found = heard('udp/0.0.0.0:53', 'eth0', { interfaces, multicast, sockets });
    expect(found.filter((text) => text.startsWith('allowed')).sort()).toEqual([
      'allowed 10.1.0.255',
      'allowed 10.2.0.255',
      'allowed 224.0.0.1',
      'allowed 239.1.2.3',
      'allowed 255.255.255.255',
    ]);
    expect(heard('udp/0.0.0.0:53', 'eth1', { interfaces, multicast, sockets })).not.toContain(
      'allowed 239.1.2.3',
    );
  });

  it('of IPv6 hears the IPv6 groups of its link, but of IPv4 only groups that it joined itself', () => {
    const sockets = [socket('udp :: 53', { multicastAll: false })];
    const found = heard('udp/[::]:53', 'eth0', { interfaces, multicast, sockets });
    expect(found).toContain('allowed ff02::1%eth0');
    expect(found).toContain('allowed 255.255.255.255');
    // Nobody but the kernel joined 224.0.0.1; who joined 239.1.2.3 cannot be seen.
    expect(found.filter((text) => text.includes('224.0.0.1'))).toEqual([]);
    expect(found).toContain('conditional 239.1.2.3');
    expect(found.filter((text) => text.includes('ff01::1'))).toEqual([]);
  });

  it('without IP_MULTICAST_ALL is as one of IPv6', () => {
    const sockets = [socket('udp 0.0.0.0 53', { multicastAll: false })];
    const found = heard('udp/0.0.0.0:53', 'eth0', { interfaces, multicast, sockets });
    expect(found).toContain('conditional 239.1.2.3');
    expect(found).toContain('allowed 10.1.0.255');
  });

  it('shares such datagrams with others, and so they stand beside what is its own alone', () => {
    const { output } = host({
      interfaces,
      multicast,
      sockets: [socket('udp 0.0.0.0 53'), socket('udp :: 53')],
    });
    const both = ['udp/0.0.0.0:53', 'udp/[::]:53'].map((id) => output.byListener.get(id)?.groupReach ?? []);
    for (const entries of both)
      expect(entries.some(({ destinations }) => destinations.includes('255.255.255.255'))).toBe(true);
    const { reach = [] } = output.byListener.get('udp/0.0.0.0:53') ?? {};
    expect(reach.some(({ destinations }) => destinations.includes('255.255.255.255'))).toBe(false);
  });

  it('may hear any group where memberships could not be read', () => {
    expect(heard('udp/0.0.0.0:53', 'eth0', { interfaces, sockets: [socket('udp 0.0.0.0 53')] })).toContain(
      'conditional 224.0.0.0/4',
    );
  });

  it('hears who has no address yet at 255.255.255.255, without a way to answer', () => {
    const { output } = host({ interfaces, multicast, sockets: [socket('udp 0.0.0.0 67')] });
    const lost = output.byListener.get('udp/0.0.0.0:67')?.groupOneWay ?? [];
    const unnamed = lost.filter(({ sources }) => sources.some((cidr) => cidr.startsWith('0.0.0.0/')));
    const to = new Set(unnamed.flatMap(({ destinations }) => destinations));
    expect([...to].sort()).toEqual(['224.0.0.1', '255.255.255.255']);
  });

  it('tells those without a way back once, with those whose datagrams arrive', () => {
    const { output } = host({ interfaces, multicast, sockets: [socket('udp 0.0.0.0 67')] });
    const { groupReach = [], groupOneWay = [] } = output.byListener.get('udp/0.0.0.0:67') ?? {};
    expect(groupReach.filter(({ reason }) => reason.code === 'no-return-route')).toEqual([]);
    expect(groupOneWay).not.toEqual([]);
  });

  describe('by a group with source filters', () => {
    const verdicts = (users: number, filters: Filters, family: 'ipv4' | 'ipv6' = 'ipv4') => {
      const [group, net, id] =
        family === 'ipv4' ? ['239.1.2.3', '10.1.0.', 'udp/0.0.0.0:53'] : ['ff05::7', 'fd01::', 'udp/[::]:53'];
      const { output } = host({
        interfaces,
        sockets: [socket(family === 'ipv4' ? 'udp 0.0.0.0 53' : 'udp :: 53')],
        multicast: [
          {
            family,
            device: 'eth0',
            group,
            users,
            filters: filters.map(([host, include, exclude]) => ({ source: net + host, include, exclude })),
          },
        ],
      });
      const entries = output.byListener.get(id)?.groupReach ?? [];
      return ['7', '8'].map(
        (host) =>
          entries.find(
            ({ interface: way, destinations, sources, verdict }) =>
              verdict !== 'blocked' &&
              way === 'eth0' &&
              destinations.includes(group) &&
              sources.some((cidr) => holdsAddress(cidr, net + host)),
          )?.verdict,
      );
    };

    it('that one socket set hears whom it lets in, and nobody else', () => {
      expect(verdicts(1, [['7', 1, 0]])).toEqual(['allowed', undefined]);
      expect(verdicts(1, [['7', 0, 1]])).toEqual([undefined, 'allowed']);
    });

    it('may hear whom some of several let in', () => {
      expect(verdicts(2, [['7', 1, 0]])).toEqual(['conditional', 'conditional']);
      expect(verdicts(2, [['7', 0, 1]])).toEqual(['conditional', 'allowed']);
      expect(verdicts(2, [['7', 0, 2]])).toEqual([undefined, 'allowed']);
      expect(verdicts(2, [['7', 2, 0]])).toEqual(['conditional', undefined]);
    });

    it('of IPv6 may hear them all, unless it set the filter itself', () => {
      expect(verdicts(1, [['7', 1, 0]], 'ipv6')).toEqual(['allowed', 'conditional']);
      expect(verdicts(1, [['7', 0, 1]], 'ipv6')).toEqual(['conditional', 'allowed']);
    });
  });
});

type Filters = readonly (readonly [host: string, include: number, exclude: number])[];

function holdsAddress(cidr: string, address: string): boolean {
  const [set, value] = [parseCidr(cidr), parseAddress(address)?.value];
  return set !== undefined && value !== undefined && contains(set, value);
}
