import {
  type AddressSet,
  type Bound,
  contains,
  countUpTo,
  type IpFamily,
  intersect,
  interval,
  overlaps,
  size,
  subtract,
  unionAll,
} from '../../net/address-set.js';
import { eachAddress, nextAddress } from '../../net/each-address.js';
import { special } from '../../net/special.js';
import { destinationsOf } from '../routing/destinations.js';
import type { Fib } from '../routing/fib.js';
import type { Ingress } from '../routing/ingress.js';
import { type Network, vrfOf } from '../routing/network.js';
import type { HookRunner } from '../world.js';

/** Destinations that neither a rule nor a route tells apart: one of them speaks for all. Sockets may tell them apart. */
export interface Target {
  readonly destinations: AddressSet;
  readonly zone?: string;
  /** What sockets bound to a device compare it with. */
  readonly device: string;
  /** The peers that can send there, where not everyone who comes in by this way can. */
  readonly sources?: AddressSet;
  /** The VRF that they are in, where a route leads there through its device. */
  readonly leakedTo?: string;
  /** Dropped by routing unless NAT rewrites them before. */
  readonly martian?: true;
  /** Any one of the destinations. */
  readonly sample: Bound;
  /** Equal for targets of the same ingress with the same answers, which differ only for sockets. */
  readonly likeness: string;
}

/** All that packets coming in by `ingress` can be sent to, cut up into what must be looked at one by one. */
export function targetsOf(
  network: Network,
  runner: HookRunner,
  ingress: Ingress,
  family: IpFamily,
): readonly Target[] {
  const byRules = runner.addressBounds(family);
  const byKind = special(family, 'loopback').bounds;
  const fib = network.fib[family];
  const destinations = destinationsOf(network, ingress, family);
  const possible = runner.rewrites ? destinations : destinations.filter(({ martian }) => martian !== true);
  return possible.flatMap(({ addresses, zone, device, sources, martian, leakedTo }) => {
    const parts = new Map<string, AddressSet[]>();
    for (const piece of cut(cut(cutBySources(addresses, fib), byKind), byRules).flatMap(oneByOne)) {
      const first = piece.bounds[0];
      if (first === undefined) continue;
      const key = `${runner.addressClass(family, first)} ${sourceClass(fib, first)} ${domainOf(network, first)} ${zone === undefined ? isLoopback(family, first) : 'link'} ${sources?.bounds ?? ''} ${leakedTo ?? ''}`;
      parts.set(key, [...(parts.get(key) ?? []), piece]);
    }
    return [...parts].flatMap(([likeness, pieces]): Target[] => {
      const destinations = unionAll(family, pieces);
      const sample = destinations.bounds[0];
      return sample === undefined
        ? []
        : [{ destinations, zone, device, sources, martian, leakedTo, sample, likeness }];
    });
  });
}

/** The target one address at a time; what is too large for that (127/8, AnyIP prefixes) stays whole. */
export function singleTargets(target: Target): readonly Target[] {
  return oneByOne(target.destinations).flatMap((destinations) => {
    const sample = destinations.bounds[0];
    return sample === undefined ? [] : [{ ...target, sample, destinations }];
  });
}

/** The target without the addresses that IPVS takes at a port, and each of these, unless they are left out. */
export function apartFrom(target: Target, taken: AddressSet, leavesOut: boolean): readonly Target[] {
  const { destinations, likeness } = target;
  if (!overlaps(destinations, taken)) return [target];
  const rest = subtract(destinations, taken);
  const [sample] = rest.bounds;
  const single = leavesOut ? [] : eachAddress(intersect(destinations, taken));
  const singles = Array.from(single, (address) => ({
    ...target,
    sample: address,
    destinations: interval(taken.family, address, nextAddress(address)),
    likeness: `${likeness} ${address}`,
  }));
  return sample === undefined ? singles : [{ ...target, sample, destinations: rest }, ...singles];
}

function oneByOne(set: AddressSet): readonly AddressSet[] {
  if (size(set) > ONE_BY_ONE) return [set];
  return Array.from(eachAddress(set), (at) => interval(set.family, at, nextAddress(at)));
}

const ONE_BY_ONE = 256n;

/** The VRF of an IPv6 address, where there are any: datagrams from it are sent in that one alone. */
function domainOf(network: Network, address: Bound): string {
  const owner = network.owners6.get(address);
  return owner === undefined ? '' : (vrfOf(network, owner) ?? '-');
}

/** Loopback addresses answer by other devices than the rest: those with route_localnet. */
function isLoopback(family: IpFamily, address: Bound): boolean {
  return contains(special(family, 'loopback'), address);
}

/** Index of the class of sources that policy routing puts an address of ours in, when it answers. */
function sourceClass(fib: Fib, address: Bound): number {
  return fib.sourceClasses.length < 2 ? 0 : fib.sourceClasses.findIndex((set) => contains(set, address));
}

function cutBySources(set: AddressSet, { sourceClasses }: Fib): readonly AddressSet[] {
  if (sourceClasses.length < 2) return [set];
  return cut(
    [set],
    sourceClasses.flatMap(({ bounds }) => bounds).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
  );
}

/** The intervals of the sets, cut at every one of the ascending bounds that falls inside. */
function cut(sets: readonly AddressSet[], bounds: readonly Bound[]): AddressSet[] {
  return sets.flatMap(({ family, bounds: own }) => {
    const pieces: AddressSet[] = [];
    for (let i = 0; i < own.length; i += 2) {
      let start = own[i] as Bound;
      const end = own[i + 1] as Bound;
      for (const bound of inside(bounds, start, end)) {
        pieces.push(interval(family, start, bound));
        start = bound;
      }
      pieces.push(interval(family, start, end));
    }
    return pieces;
  });
}

function inside(bounds: readonly Bound[], start: Bound, end: Bound): readonly Bound[] {
  return bounds.slice(countUpTo(bounds, start), countUpTo(bounds, end)).filter((bound) => bound < end);
}
