import { Random } from '../random.js';
import type { Bridge, Guest, Link, ListenerSpec, Scenario } from '../scenario.js';
import { caughtFrames } from './caught-frames.js';
import { probesOf } from './everybody.js';
import { frameRules, guestRules, publishingRules } from './guest-rules.js';
import { bare } from './network.js';

/** What guests listen on. */
const GUEST_PORTS = [80, 443] as const;
const OWN_PORTS = [22, 8081, 9000] as const;
const PORTS = { tcp: [80, 443, 8080, 8081, 22, 9000], udp: [53, 5300] };
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
  const scenario: Omit<Scenario, 'probes'> = {
    name: `seed ${seed}, guests`,
    links,
    clientAddresses: FAR,
    targetSetup: ['route add default via 203.0.113.2', '-6 route add default via 2001:db8:1::2'],
    targetSysctls: settings(random),
    listeners: ownListeners(random),
    bridges,
    guests,
    rules: [...publishingRules(random), ...frameRules(random), ...caughtFrames(random)],
  };
  return { ...scenario, probes: probesOf(scenario, PORTS) };
}

function guest(random: Random, name: string, bridge: string, addresses: readonly string[]): Guest {
  const own = random.pick(addresses.map(bare));
  const places = ['0.0.0.0', '::', '::', own, '127.0.0.1'];
  const listeners: ListenerSpec[] = [
    ...GUEST_PORTS.map((port) => ({ protocol: 'tcp' as const, address: random.pick(places), port })),
    { protocol: 'udp', address: random.pick(['0.0.0.0', '::', '127.0.0.1']), port: 53 },
  ];
  return {
    name,
    bridge,
    addresses,
    hairpin: random.chance(0.4),
    isolated: random.chance(0.3),
    listeners,
    rules: guestRules(random),
  };
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
  if (random.chance(0.6)) {
    values['net/bridge/bridge-nf-call-iptables'] = 1;
    values['net/bridge/bridge-nf-call-ip6tables'] = 1;
  }
  if (random.chance(0.3)) values['net/ipv4/conf/br0/route_localnet'] = 1;
  if (random.chance(0.1)) values['net/ipv4/conf/all/route_localnet'] = 1;
  return values;
}
