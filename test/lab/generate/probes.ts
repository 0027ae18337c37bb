import { clientLinkLocal, targetLinkLocal } from '../build.js';
import type { Random } from '../random.js';
import type { Link, Probe } from '../scenario.js';
import { TCP_PORTS, UDP_PORTS } from './listeners.js';
import { bare, type Network } from './network.js';

/** Ports on which nothing listens; rules may hand them to a listener. */
export const OTHER_TCP_PORTS = [81, 8443] as const;
export const OTHER_UDP_PORTS = [5300] as const;

/** Every source with every destination and port, by every link, and from the target itself. */
export function generateProbes(random: Random, network: Network): Probe[] {
  const probes: Probe[] = [];
  const ports = [
    ...[...TCP_PORTS, ...OTHER_TCP_PORTS].map((port) => ({ protocol: 'tcp' as const, port })),
    ...[...UDP_PORTS, ...OTHER_UDP_PORTS].map((port) => ({ protocol: 'udp' as const, port })),
  ];
  for (const way of [...outside(random, network), ...inside(random, network)]) {
    for (const { protocol, port } of ports) probes.push({ ...way, protocol, port });
  }
  return probes;
}

type Way = Omit<Probe, 'protocol' | 'port'>;

function outside(random: Random, network: Network): Way[] {
  return network.links.flatMap((link, index) => {
    const own = link.client.map(bare);
    const foreign = random.pick(network.links.filter((other) => other !== link)).client.map(bare);
    const far4 = random.sample(network.clientAddresses.filter(isIpv4), 2);
    const far6 = random.sample(network.clientAddresses.filter(isIpv6), 1);
    const sources = [...own, ...foreign.slice(0, 2), ...far4, ...far6];
    const loopback = network.routeLocalnet ? ['127.0.0.1', '127.0.0.2'] : [];
    return [
      ...ways(link, sources.filter(isIpv4), [...network.own4, ...loopback]),
      ...ways(link, sources.filter(isIpv6), [...random.sample(network.own6, 4), targetLinkLocal(index)]),
      ...ways(link, [clientLinkLocal(index)], [targetLinkLocal(index), bare(link.target[1])]),
    ];
  });
}

function ways(link: Link, sources: readonly string[], destinations: readonly string[]): Way[] {
  return sources.flatMap((source) =>
    destinations.map((destination) => ({ via: link.name, source, destination })),
  );
}

function inside(random: Random, network: Network): Way[] {
  const ways: Way[] = [];
  for (const destination of [...network.own4, '127.0.0.1', '127.0.0.2']) {
    for (const source of new Set([destination, '127.0.0.1', random.pick(network.own4)]))
      ways.push({ via: 'lo', source, destination });
  }
  for (const destination of [...network.own6, '::1']) {
    for (const source of new Set([destination, random.pick(network.own6)]))
      ways.push({ via: 'lo', source, destination });
  }
  network.links.forEach((link, index) => {
    const destination = targetLinkLocal(index);
    if (index < 2) ways.push({ via: 'lo', source: destination, destination, device: link.name });
  });
  return ways;
}

function isIpv4(address: string): boolean {
  return !address.includes(':');
}

function isIpv6(address: string): boolean {
  return address.includes(':');
}
