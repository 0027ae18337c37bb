import type { Random } from '../random.js';
import { TCP_PORTS, UDP_PORTS } from './listeners.js';
import { bare, type Network } from './network.js';
import { OTHER_TCP_PORTS, OTHER_UDP_PORTS } from './probes.js';

/** What rules talk about: addresses, networks, ports and devices that packets of this scenario really have. */
export class Words {
  readonly #random: Random;
  readonly #network: Network;
  readonly #sources: readonly string[];
  readonly #networks: readonly string[];

  constructor(random: Random, network: Network) {
    this.#random = random;
    this.#network = network;
    this.#sources = [
      ...network.links.flatMap(({ client }) => client.map(bare)),
      ...network.clientAddresses,
      '127.0.0.1',
    ];
    this.#networks = [...network.links.flatMap(({ target }) => target.map(networkOf)), ...FAR_NETWORKS];
  }

  /** A source or its network, as `ip saddr` and `-s` take it. */
  source(family: 4 | 6): string {
    const pool = this.#random.chance(0.5) ? this.#sources : this.#networks;
    return this.#random.pick(pool.filter((address) => address.includes(':') === (family === 6)));
  }

  /** Single source addresses, all different. */
  hosts(family: 4 | 6, count: number): string[] {
    const pool = this.#sources.filter((address) => address.includes(':') === (family === 6));
    return this.#random.sample(pool, count);
  }

  /** Networks that do not overlap, all different. */
  networks(family: 4 | 6, count: number): string[] {
    const pool = this.#networks.filter((cidr) => cidr.includes(':') === (family === 6));
    return this.#random.sample(pool, count);
  }

  destination(family: 4 | 6): string {
    return this.#random.pick(family === 4 ? this.#network.own4 : this.#network.own6);
  }

  /** A port on which something may listen. */
  port(protocol: 'tcp' | 'udp'): number {
    return this.#random.pick<number>(protocol === 'tcp' ? TCP_PORTS : UDP_PORTS);
  }

  /** Any port that is probed. */
  dialledPort(protocol: 'tcp' | 'udp'): number {
    const others: readonly number[] = protocol === 'tcp' ? OTHER_TCP_PORTS : OTHER_UDP_PORTS;
    return this.#random.chance(0.6) ? this.#random.pick(others) : this.port(protocol);
  }

  ports(protocol: 'tcp' | 'udp', count: number): number[] {
    return this.#random.sample<number>(protocol === 'tcp' ? TCP_PORTS : UDP_PORTS, count);
  }

  device(): string {
    return this.#random.pick([...this.#network.links.map(({ name }) => name), 'lo']);
  }

  devices(count: number): string[] {
    return this.#random.sample([...this.#network.links.map(({ name }) => name), 'lo'], count);
  }

  protocol(): 'tcp' | 'udp' {
    return this.#random.pick(['tcp', 'tcp', 'udp']);
  }
}

const FAR_NETWORKS = ['198.51.100.0/24', '192.168.0.0/16', '2001:db8:77::/48', 'fd77::/16'] as const;

function networkOf(cidr: string): string {
  const [address = '', length = ''] = cidr.split('/');
  return address.includes(':')
    ? `${address.replace(/::.*/, '')}::/${length}`
    : `${address.replace(/\.\d+$/, '.0')}/${length}`;
}
