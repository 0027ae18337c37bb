import type { Address } from '../net/address.js';
import {
  type AddressSet,
  type Bound,
  contains,
  type IpFamily,
  interval,
  subtract,
  union,
  unionAll,
} from '../net/address-set.js';
import { parseCidrs, toCidrs } from '../net/cidr.js';

/** The addresses of `family` among CIDR texts, as one set. What is no CIDR is passed over. */
export function addressesIn(family: IpFamily, cidrs: readonly string[]): AddressSet {
  return parseCidrs(cidrs)[family];
}

/** A set as a person would write it, single addresses without their length, its gaps `filled`. */
export function rangeWords(set: AddressSet, filling: readonly Address[]): string[] {
  return toCidrs(filled(set, filling), true);
}

/**
 * A set with those of `filling` (addresses that nobody sends from, such as this host's own) that close a hole in it, or that
 * lie at the end of a range and make it shorter to write.
 */
export function filled(set: AddressSet, filling: readonly Address[]): AddressSet {
  let whole = set;
  for (const { family, value } of filling) {
    if (family === set.family && belongs(whole, value))
      whole = union(whole, interval(family, value, next(value)));
  }
  return whole;
}

/** What is left of CIDRs without `own`: who is somebody else. */
export function strangers(family: IpFamily, cidrs: readonly string[], own: readonly Address[]): AddressSet {
  return without(addressesIn(family, cidrs), own);
}

/** A set without single addresses. */
export function without(set: AddressSet, addresses: readonly Address[]): AddressSet {
  const spans = addresses
    .filter(({ family }) => family === set.family)
    .map(({ family, value }) => interval(family, value, next(value)));
  return spans.length === 0 ? set : subtract(set, unionAll(set.family, spans));
}

function belongs(set: AddressSet, value: Bound): boolean {
  const { family, bounds } = set;
  if (contains(set, value)) return false;
  const above = bounds.indexOf(next(value));
  const below = bounds.indexOf(value);
  if (above >= 0 && below >= 0) return true;
  if (above >= 0) return isShorter(family, [value, bounds[above + 1]], [bounds[above], bounds[above + 1]]);
  return below >= 0 && isShorter(family, [bounds[below - 1], next(value)], [bounds[below - 1], value]);
}

/** True when the first range takes fewer CIDRs than the second. */
function isShorter(
  family: IpFamily,
  one: readonly (Bound | undefined)[],
  other: readonly (Bound | undefined)[],
): boolean {
  return blocks(family, one) < blocks(family, other);
}

function blocks(family: IpFamily, [start, end]: readonly (Bound | undefined)[]): number {
  return start === undefined || end === undefined ? 0 : toCidrs(interval(family, start, end)).length;
}

function next(value: Bound): Bound {
  return typeof value === 'number' ? value + 1 : value + 1n;
}
