import type { Interface } from '../../model/facts.js';
import type { AddressSet, Bound, IpFamily } from '../../net/address-set.js';
import type { Endpoint } from '../world.js';
import type { FibAge } from './fib-age.js';

/** What rules look at beyond the packet: devices, routes and sockets of the namespace they stand in. */
export interface HookEnvironment {
  readonly interfaces: ReadonlyMap<string, Interface>;
  /** The device of this namespace that another sits on, a VLAN device on its network card, by the name of the upper one. */
  readonly lower: ReadonlyMap<string, string>;
  /** Which of its ways nftables' `fib` has in this kernel. */
  readonly fibAge: FibAge;
  /** Undefined when routes could not be read: matches on them are unknown then. */
  readonly fib: FibQueries | undefined;
  /** Routing rules, sockets or IPVS look at packets' marks, or that cannot be told. */
  readonly routesByMark: boolean;
  /** IPVS takes packets by their marks. */
  readonly takenByMark: boolean;
  /** Whether an IP_TRANSPARENT socket would take what tproxy hands to `to`; undefined when that cannot be told. */
  transparentSocket(protocol: number, family: IpFamily, to: Endpoint): boolean | undefined;
}

/** The routing questions of `fib` expressions, `-m addrtype` and `-m rpfilter` (nft_fib_ipv4.c, nft_fib_ipv6.c). */
export interface FibQueries {
  /**
   * Splits `addresses` by their RTN_* type (1 unicast, 2 local, 3 broadcast, 4 anycast, 5 multicast, 7 unreachable, …);
   * with `device` only that device's own local addresses are local. Link-local ones are looked up on `link`, whose
   * VRF counts too for new kernels, but for xtables (`anyLink`). The parts are
   * disjoint and cover `addresses`.
   */
  types(
    family: IpFamily,
    addresses: AddressSet,
    device: string | undefined,
    link: string | undefined,
    anyLink: boolean,
  ): readonly AddressType[];
  /** Splits `to` by the route of a packet sent there; the parts are disjoint and cover `to`. */
  routes(question: RouteQuestion): readonly FoundRoute[];
}

export interface AddressType {
  readonly addresses: AddressSet;
  readonly type: number;
}

export interface RouteQuestion {
  readonly family: IpFamily;
  readonly to: AddressSet;
  readonly from: Bound;
  readonly mark: number;
  /** Link-local destinations are looked up on this device. */
  readonly device: string | undefined;
}

export interface FoundRoute {
  readonly addresses: AddressSet;
  /** Devices of the next hops; empty where no unicast route leads there. */
  readonly devices: readonly string[];
}
