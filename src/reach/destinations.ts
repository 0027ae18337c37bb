import {
  type AddressSet,
  type IpFamily,
  intersect,
  isEmpty,
  overlaps,
  subtract,
  unionAll,
} from '../net/address-set.js';
import { special } from '../net/special.js';
import { localAddresses, where } from './fib.js';
import type { Ingress } from './ingress.js';
import type { Network } from './network.js';

/** Addresses of this host to which packets that come in by one way are delivered. */
export interface Destinations {
  readonly addresses: AddressSet;
  /** Their zone, when they are link-local (RFC 4007). */
  readonly zone?: string;
  /** What sockets bound to a device compare it with: the input device; for lo the device that owns the address. */
  readonly device: string;
}

/**
 * What a packet that comes in by `ingress` can be sent to: whatever routing calls local (Linux is a weak host, RFC 1122
 * §3.3.4.2), but 127/8 from outside only with route_localnet, ::1 never, and IPv6 link-local addresses by their own link.
 */
export function destinationsOf(network: Network, ingress: Ingress, family: IpFamily): Destinations[] {
  const local = [...localAddresses(network.fib[family], ingress.name)];
  const zoned = linkLocalByDevice(network, family);
  const apart = family === 'ipv6' ? special('ipv6', 'link-local') : special('ipv4', 'multicast');
  if (ingress.name === 'lo') {
    const byDevice = new Map<string, AddressSet[]>();
    for (const [hop, set] of local) {
      const device = hop.devices[0] ?? 'lo';
      byDevice.set(device, [...(byDevice.get(device) ?? []), subtract(set, apart)]);
    }
    return [
      ...[...byDevice].map(([device, sets]) => ({
        device,
        addresses: device === 'lo' ? wholeLoopback(family, unionAll(family, sets)) : unionAll(family, sets),
      })),
      ...[...zoned].map(([device, addresses]) => ({ device, zone: device, addresses })),
    ].filter(({ addresses }) => !isEmpty(addresses));
  }
  const device = ingress.vrf ?? ingress.name;
  const all = unionAll(
    family,
    local.map(([, set]) => subtract(set, apart)),
  );
  const open = acceptsLoopback(network, ingress, family) ? all : subtract(all, special(family, 'loopback'));
  const own = zoned.get(ingress.name);
  return [
    { device, addresses: open },
    ...(own === undefined ? [] : [{ device, zone: ingress.name, addresses: own }]),
  ].filter(({ addresses }) => !isEmpty(addresses));
}

/** Source addresses that a process of this namespace can bind: every local one. */
export function ownAddresses(network: Network, family: IpFamily): AddressSet {
  const fib = network.fib[family];
  return wholeLoopback(
    family,
    where(fib, localAddresses(fib, 'lo'), () => true),
  );
}

/** True when 127/8 may cross this interface: route_localnet on `all` or on it. Never for ::1 (ip6_rcv_core drops it). */
export function acceptsLoopback(network: Network, ingress: Ingress, family: IpFamily): boolean {
  if (ingress.name === 'lo') return true;
  return family === 'ipv4' && network.sysctls.either('ipv4', ingress.name, 'route_localnet') === true;
}

/** 127.255.255.255 is the broadcast address of lo, which no one sends to: with it the block is one block again. */
function wholeLoopback(family: IpFamily, set: AddressSet): AddressSet {
  const block = special(family, 'loopback');
  return family === 'ipv4' && overlaps(set, block) ? unionAll(family, [set, LAST_LOOPBACK]) : set;
}

const LAST_LOOPBACK: AddressSet = { family: 'ipv4', bounds: [0x7fffffff, 0x80000000] };

/** Link-local addresses by the device that has them: two devices may well have the same. */
function linkLocalByDevice(network: Network, family: IpFamily): Map<string, AddressSet> {
  const found = new Map<string, AddressSet>();
  if (family === 'ipv4') return found;
  const linkLocal = special('ipv6', 'link-local');
  for (const { name } of network.interfaces.values()) {
    const fib = network.fib.ipv6;
    const parts = fib.split({ iif: name, oif: name }, linkLocal);
    const own = where(fib, parts, (hop) => hop.type === 'local');
    if (!isEmpty(own)) found.set(name, intersect(own, linkLocal));
  }
  return found;
}
