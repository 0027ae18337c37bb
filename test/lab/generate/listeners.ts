import { targetLinkLocal } from '../build.js';
import type { Random } from '../random.js';
import type { ListenerSpec } from '../scenario.js';
import type { Network } from './network.js';

export const TCP_PORTS = [22, 80, 443, 5432, 8080, 9000] as const;
export const UDP_PORTS = [53, 123, 161, 1194] as const;

/** Sockets of every kind on a few ports; where two ask for the same place, the kernel will refuse the second. */
export function generateListeners(random: Random, network: Network): ListenerSpec[] {
  const listeners: ListenerSpec[] = [];
  for (const protocol of ['tcp', 'udp'] as const) {
    for (const port of protocol === 'tcp' ? TCP_PORTS : UDP_PORTS) {
      if (random.chance(0.15)) listeners.push(...reuseportGroup(random, network, protocol, port));
      else
        listeners.push(
          ...random.times(random.pick([1, 1, 2, 3]), () => ({
            ...place(random, network),
            protocol,
            port,
          })),
        );
    }
  }
  return listeners;
}

type Place = Omit<ListenerSpec, 'protocol' | 'port'>;

function place(random: Random, network: Network): Place {
  const device = random.pick([...network.links.map(({ name }) => name), 'lo']);
  const linkNumber = random.int(0, network.links.length - 1);
  return random.pick<() => Place>([
    () => ({ address: '0.0.0.0' }),
    () => ({ address: '0.0.0.0' }),
    () => ({ address: '::' }),
    () => ({ address: '::' }),
    () => ({ address: '::', v6only: true }),
    () => ({ address: random.pick(network.own4) }),
    () => ({ address: random.pick(network.own4) }),
    () => ({ address: random.pick(network.own6) }),
    () => ({ address: random.pick(network.own6), v6only: random.chance(0.5) }),
    () => ({ address: `::ffff:${random.pick(network.own4)}` }),
    () => ({ address: random.pick(['127.0.0.1', '127.0.0.1', '127.0.0.2', '::1', '::ffff:127.0.0.1']) }),
    () => ({ address: '0.0.0.0', device }),
    () => ({ address: '::', device, v6only: random.chance(0.3) }),
    () => ({ address: random.pick(network.own4), device }),
    () => ({ address: random.pick(['192.0.2.99', '2001:db8:99::1']), freebind: true }),
    () => ({
      address: targetLinkLocal(linkNumber),
      device: network.links[linkNumber]?.name ?? 'lan0',
    }),
  ])();
}

function reuseportGroup(
  random: Random,
  network: Network,
  protocol: 'tcp' | 'udp',
  port: number,
): ListenerSpec[] {
  const first = place(random, network);
  const members = random.chance(0.5)
    ? [first, first]
    : [first, place(random, network), place(random, network)];
  return members.map((member) => ({ ...member, protocol, port, reuseport: true }));
}
