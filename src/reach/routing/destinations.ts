import {
  type AddressSet,
  type Bound,
  emptySet,
  fullSet,
  type IpFamily,
  intersect,
  isEmpty,
  overlaps,
  subtract,
  union,
  unionAll,
} from '../../net/address-set.js';
import { special } from '../../net/special.js';
import { localAddresses, where } from './fib.js';
import { type Ingress, isFromHere } from './ingress.js';
import type { Network } from './network.js';

/** Addresses of this host to which packets that come in by one way are delivered. */
export interface Destinations {
  readonly addresses: AddressSet;
  /** Their zone, when they are link-local (RFC 4007). */
  readonly zone?: string;
  /** What sockets bound to a device compare it with: the input device; for lo the device that owns the address. */
  readonly device: string;
  /** The peers that can send there, where not everyone who comes in by this way can. */
  readonly sources?: AddressSet;
  /** The VRF that they are in, where a route leads there through its device. */
  readonly leakedTo?: string;
  /** Dropped by routing as they are: they count only where NAT rewrites them before. */
  readonly martian?: true;
}

/**
 * What a packet that comes in by `ingress` can be sent to: whatever routing calls local (Linux is a weak host, RFC 1122
 * §3.3.4.2), but 127/8 from outside is a martian without route_localnet, ::1 never arrives, and IPv6 link-local addresses are
 * found by their own link alone.
 */
export function destinationsOf(network: Network, ingress: Ingress, family: IpFamily): Destinations[] {
  const all =
    ingress.loops === true
      ? withinVrf(network, ingress.name, family)
      : ingress.name === 'lo'
        ? fromHere(network, family)
        : fromOutside(network, ingress, family);
  return all.filter(({ addresses }) => !isEmpty(addresses));
}

function fromOutside(network: Network, ingress: Ingress, family: IpFamily): Destinations[] {
  const device = ingress.vrf ?? ingress.name;
  // Rules may send the packets of some peers to tables of their own, where other addresses are local.
  const classes = network.fib[family].sourceClasses.map((sources) => {
    const owned = ownedByDevice(network, family, ingress.name, sources.bounds[0]);
    return { device, sources, addresses: unionAll(family, owned.values()) };
  });
  const all = classes.map(({ addresses }) => addresses).reduce((common, each) => intersect(common, each));
  const loopback = intersect(all, special(family, 'loopback'));
  const closed = acceptsLoopback(network, ingress, family) ? emptySet(family) : loopback;
  const linkLocal = linkLocalByDevice(network, family).get(ingress.name) ?? emptySet(family);
  return [
    { device, addresses: subtract(all, closed) },
    { device, addresses: family === 'ipv4' ? closed : emptySet(family), martian: true },
    { device, addresses: linkLocal, zone: ingress.name },
    ...classes.map((each) => ({
      ...each,
      addresses: subtract(each.addresses, union(all, special(family, 'loopback'))),
    })),
    ...leaked(network, ingress, family),
  ];
}

/** Addresses in other VRFs to which routes lead through the devices of these (Networking/vrf.rst), which hand on what is for them. */
function leaked(network: Network, ingress: Ingress, family: IpFamily): Destinations[] {
  return network.fib[family].sourceClasses.flatMap((sources) =>
    [...network.fib[family].split({ iif: ingress.name, source: sources.bounds[0] }, fullSet(family))].flatMap(
      ([{ type, devices }, routed]) =>
        (type === 'unicast' ? devices : []).filter(isVrf(network)).map((vrf): Destinations => {
          const own = ownedWithinVrf(network, vrf, family).map(([, set]) => set);
          const addresses = subtract(intersect(routed, unionAll(family, own)), special(family, 'loopback'));
          return { device: vrf, addresses, sources, leakedTo: vrf };
        }),
    ),
  );
}

function isVrf({ interfaces }: Network): (device: string) => boolean {
  return (device) => interfaces.get(device)?.vrfTable !== undefined;
}

/** For processes that are bound to a VRF: its own addresses and those of its ports, each as if it came in by the device that owns it. */
function withinVrf(network: Network, vrf: string, family: IpFamily): Destinations[] {
  return [...ownedWithinVrf(network, vrf, family)].map(([device, addresses]) => ({ device, addresses }));
}

function ownedWithinVrf(network: Network, vrf: string, family: IpFamily): [string, AddressSet][] {
  const belongs = (device: string) => device === vrf || network.interfaces.get(device)?.master === vrf;
  return [...ownedByDevice(network, family, vrf)].filter(([device]) => belongs(device));
}

/**
 * For processes of this namespace: every address, by the device that owns it. A link-local address, as either end, binds
 * its process to that device (RFC 4007 §9), and then both ends must be addresses of it.
 */
function fromHere(network: Network, family: IpFamily): Destinations[] {
  const owned = ownedByDevice(network, family, 'lo');
  const zoned = linkLocalByDevice(network, family);
  const unbound = wholeLoopback(family, unionAll(family, owned.values()));
  return [
    ...[...owned].map(([device, set]) => ({
      device,
      addresses: device === 'lo' ? wholeLoopback(family, set) : set,
      sources: union(unbound, zoned.get(device) ?? emptySet(family)),
    })),
    ...[...zoned].map(([device, addresses]) => ({
      device,
      addresses,
      zone: device,
      sources: union(addresses, owned.get(device) ?? emptySet(family)),
    })),
  ];
}

/** Local addresses without IPv6 link-local ones, by the device of their local route. */
function ownedByDevice(
  network: Network,
  family: IpFamily,
  iif: string,
  source?: Bound,
): Map<string, AddressSet> {
  const apart = special(family, family === 'ipv6' ? 'link-local' : 'multicast');
  const owned = new Map<string, AddressSet>();
  for (const [hop, set] of localAddresses(network.fib[family], iif, source)) {
    const device = hop.devices[0] ?? 'lo';
    owned.set(device, union(owned.get(device) ?? emptySet(family), subtract(set, apart)));
  }
  return owned;
}

/** Source addresses that a process of this namespace can bind: every local one, or where it is bound to `vrf` those of that. */
export function ownAddresses(network: Network, family: IpFamily, vrf?: string): AddressSet {
  const fib = network.fib[family];
  if (vrf !== undefined)
    return unionAll(
      family,
      ownedWithinVrf(network, vrf, family).map(([, set]) => set),
    );
  return wholeLoopback(
    family,
    where(fib, localAddresses(fib, 'lo'), () => true),
  );
}

/** True when 127/8 may cross this interface: route_localnet on `all` or on it. Never for ::1 (ip6_rcv_core drops it). */
export function acceptsLoopback(network: Network, ingress: Ingress, family: IpFamily): boolean {
  if (isFromHere(ingress)) return true;
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
