import type { Interface, NamespaceFacts } from '../../model/facts.js';
import type { Reason } from '../../model/reason.js';
import { parseAddress } from '../../net/address.js';
import {
  type AddressSet,
  type Bound,
  emptySet,
  type IpFamily,
  isSubset,
  union,
  unionAll,
} from '../../net/address-set.js';
import { parseCidr } from '../../net/cidr.js';
import { special } from '../../net/special.js';
import { createFib, type Fib, localAddresses } from './fib.js';
import { type Ingress, ingressesOf } from './ingress.js';
import { assumedRoutes } from './routes-from-addresses.js';
import { type Sysctls, sysctlsOf } from './sysctls.js';

/** A namespace prepared for questions about delivery: everything but its sockets and its rules. */
export interface Network {
  readonly id: string;
  readonly interfaces: ReadonlyMap<string, Interface>;
  readonly ingresses: readonly Ingress[];
  readonly fib: Readonly<Record<IpFamily, Fib>>;
  readonly sysctls: Sysctls;
  /** IPv4 addresses on interfaces, as inet_lookup_ifaddr_rcu finds them: without the rest of 127/8. */
  readonly interfaceAddresses: AddressSet;
  /** IPv4 local routes stand beside those of interface addresses (fib_has_custom_local_routes). */
  readonly hasCustomLocalRoutes: boolean;
  /** IPv4 addresses to which a broadcast route leads. */
  readonly broadcastRoutes: readonly number[];
  /** IPv6 addresses by the interface that has them, link-local ones left out; empty where there is no VRF. */
  readonly owners6: ReadonlyMap<Bound, string>;
  /** What was missing from the facts: no answer that rests on them is certain. Settings are doubted where they matter. */
  readonly doubts: readonly Reason[];
}

/**
 * Prepares the facts of a namespace. Where its routes could not be read, those that it most likely has
 * stand in, and `doubts` says so.
 */
export function createNetwork(namespace: NamespaceFacts): Network {
  const interfaces = namespace.interfaces ?? [];
  const sysctls = sysctlsOf(namespace);
  const routed: NamespaceFacts =
    namespace.routes === undefined ? { ...namespace, routes: assumedRoutes(interfaces) } : namespace;
  const fib = (family: IpFamily) =>
    createFib(family, routed, (device) => sysctls.own(family, device, 'ignore_routes_with_linkdown') === 1);
  const ipv4 = fib('ipv4');
  const interfaceAddresses = ipv4Addresses(interfaces);
  const usual = union(interfaceAddresses, special('ipv4', 'loopback'));
  return {
    id: namespace.id,
    interfaces: new Map(interfaces.map((iface) => [iface.name, iface])),
    ingresses: ingressesOf(interfaces, sysctls),
    fib: { ipv4, ipv6: fib('ipv6') },
    sysctls,
    interfaceAddresses,
    hasCustomLocalRoutes: [...localAddresses(ipv4, 'lo').values()].some((set) => !isSubset(set, usual)),
    broadcastRoutes: broadcastRoutes(routed),
    owners6: new Map(interfaces.some(({ vrfTable }) => vrfTable !== undefined) ? ownersOf(interfaces) : []),
    doubts: [
      ...missing(namespace.interfaces, 'interfaces'),
      ...missing(namespace.routes, 'routes'),
      ...missing(namespace.rules, 'routing rules'),
    ],
  };
}

/** The VRF that a device is, or is a port of. */
export function vrfOf({ interfaces }: Pick<Network, 'interfaces'>, device: string): string | undefined {
  const iface = interfaces.get(device);
  const vrf = iface?.vrfTable === undefined ? interfaces.get(iface?.master ?? '') : iface;
  return vrf?.vrfTable === undefined ? undefined : vrf.name;
}

function ownersOf(interfaces: readonly Interface[]): [Bound, string][] {
  return interfaces.flatMap(({ name, addresses }) =>
    addresses.flatMap(({ address, family }): [Bound, string][] => {
      const parsed = family === 'ipv6' && !address.startsWith('fe80:') ? parseAddress(address) : undefined;
      return parsed === undefined ? [] : [[parsed.value, name]];
    }),
  );
}

/** Routes for whole networks of broadcast addresses, which nobody has, are left out. */
function broadcastRoutes({ routes = [] }: NamespaceFacts): number[] {
  const found = routes.flatMap(({ type, destination }) => {
    const [from, to] = type === 'broadcast' ? (parseCidr(destination)?.bounds ?? []) : [];
    return typeof from === 'number' && to === from + 1 ? [from] : [];
  });
  return [...new Set(found)];
}

function ipv4Addresses(interfaces: readonly Interface[]): AddressSet {
  const held = interfaces.flatMap(({ addresses }) => addresses.filter(({ family }) => family === 'ipv4'));
  return unionAll(
    'ipv4',
    held.map(({ address }) => parseCidr(address) ?? emptySet('ipv4')),
  );
}

function missing(fact: unknown, subject: string): Reason[] {
  return fact === undefined ? [{ code: 'facts-unreadable', subject }] : [];
}
