import { Random } from '../random.js';
import type { Bridge, Guest, Link, ListenerSpec, Probe, Scenario } from '../scenario.js';
import { guestRules, publishingRules } from './guest-rules.js';
import { bare } from './network.js';

/** What guests listen on, and what is published for them. */
export const GUEST_PORTS = [80, 443] as const;
export const PUBLISHED_PORTS = [8080, 8081] as const;
const OWN_PORTS = [22, 8081, 9000] as const;
const FAR = ['198.51.100.7', '192.168.77.5', '2001:db8:77::5'] as const;

/** A host with two links and guests on bridges, some of whose ports are published. Always the same for one seed. */
export function generateGuestScenario(seed: number): Scenario {
  const random = new Random(seed + 100_000);
  const links: Link[] = [
    {
      name: 'lan0',
      kind: 'veth',
      target: ['10.7.0.1/24', 'fd07::1/64'],
      client: ['10.7.0.2/24', '10.7.0.77/24', 'fd07::2/64'],
    },
    {
      name: 'wan0',
      kind: 'veth',
      target: ['203.0.113.1/24', '2001:db8:1::1/64'],
      client: ['203.0.113.2/24', '2001:db8:1::2/64'],
    },
  ];
  const bridges: Bridge[] = [
    { name: 'br0', addresses: ['172.20.0.1/16', 'fd20::1/64'] },
    { name: 'br1', addresses: ['172.21.0.1/16', 'fd21::1/64'] },
  ];
  const guests: Guest[] = [
    guest(random, 'web', 'br0', ['172.20.0.2/16', 'fd20::2/64']),
    guest(random, 'db', 'br0', ['172.20.0.3/16', 'fd20::3/64']),
    guest(random, 'other', 'br1', ['172.21.0.2/16', 'fd21::2/64']),
  ];
  return {
    name: `seed ${seed}, guests`,
    links,
    clientAddresses: FAR,
    targetSetup: ['route add default via 203.0.113.2', '-6 route add default via 2001:db8:1::2'],
    targetSysctls: settings(random),
    listeners: ownListeners(random),
    bridges,
    guests,
    rules: publishingRules(random),
    probes: probes(links, bridges, guests),
  };
}

function guest(random: Random, name: string, bridge: string, addresses: readonly string[]): Guest {
  const own = random.pick(addresses.map(bare));
  const places = ['0.0.0.0', '::', '::', own, '127.0.0.1'];
  const listeners: ListenerSpec[] = [
    ...GUEST_PORTS.map((port) => ({ protocol: 'tcp' as const, address: random.pick(places), port })),
    { protocol: 'udp', address: random.pick(['0.0.0.0', '::', '127.0.0.1']), port: 53 },
  ];
  return { name, bridge, addresses, listeners, rules: guestRules(random) };
}

function ownListeners(random: Random): ListenerSpec[] {
  return OWN_PORTS.map((port) => ({
    protocol: 'tcp',
    address: random.pick(['0.0.0.0', '::', '127.0.0.1', '172.20.0.1']),
    port,
  }));
}

function settings(random: Random): Record<string, number> {
  const values: Record<string, number> = {
    'net/ipv4/conf/all/rp_filter': random.pick([0, 0, 0, 1, 2]),
    'net/ipv4/ip_forward': random.chance(0.9) ? 1 : 0,
    'net/ipv6/conf/all/forwarding': random.chance(0.7) ? 1 : 0,
  };
  if (random.chance(0.4)) {
    values['net/bridge/bridge-nf-call-iptables'] = 1;
    values['net/bridge/bridge-nf-call-ip6tables'] = 1;
  }
  if (random.chance(0.3)) values['net/ipv4/conf/br0/route_localnet'] = 1;
  if (random.chance(0.1)) values['net/ipv4/conf/all/route_localnet'] = 1;
  return values;
}

/** Everybody to everybody: clients by both links, the host's own programs, guests to the host and to each other. */
function probes(links: readonly Link[], bridges: readonly Bridge[], guests: readonly Guest[]): Probe[] {
  const own = [
    ...links.flatMap(({ target }) => target),
    ...bridges.flatMap(({ addresses }) => addresses),
  ].map(bare);
  const inside = guests.flatMap(({ addresses }) => addresses.map(bare));
  const ways: Omit<Probe, 'protocol' | 'port'>[] = [];
  const add = (via: string, sources: readonly string[], destinations: readonly string[], from?: string) => {
    for (const source of sources)
      for (const destination of destinations)
        if (isIpv6(source) === isIpv6(destination)) ways.push({ via, source, destination, from });
  };
  for (const { name, client } of links) add(name, [...client.map(bare), ...FAR], [...own, ...inside]);
  add('lo', [...own.slice(0, 2), ...(bridges[0]?.addresses.map(bare) ?? [])], [...own, ...inside]);
  add('lo', ['127.0.0.1'], ['127.0.0.1', '10.7.0.1']);
  // What a guest's own rules make of answers to it is not what is asked here.
  for (const { name, bridge, addresses, rules } of guests)
    if (rules.length === 0) add(bridge, addresses.map(bare), [...own, ...inside], name);
  return ways.flatMap((way) => [
    ...[...GUEST_PORTS, ...PUBLISHED_PORTS, ...OWN_PORTS.filter((port) => port !== 8081)].map((port) => ({
      ...way,
      protocol: 'tcp' as const,
      port,
    })),
    ...[53, 5300].map((port) => ({ ...way, protocol: 'udp' as const, port })),
  ]);
}

function isIpv6(address: string): boolean {
  return address.includes(':');
}
