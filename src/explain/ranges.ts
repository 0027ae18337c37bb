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

/**
 * A set as a person would write it, single addresses without their length. Addresses in `filling` (this host's own, which
 * never arrive from outside) close the hole that they leave in a range.
 */
export function rangeWords(set: AddressSet, filling: readonly Address[]): string[] {
  let whole = set;
  for (const { family, value } of filling) {
    if (family === set.family && isHole(set, value))
      whole = union(whole, interval(family, value, next(value)));
  }
  return toCidrs(whole, true);
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

function isHole(set: AddressSet, value: Bound): boolean {
  return !contains(set, value) && contains(set, previous(value)) && contains(set, next(value));
}

function next(value: Bound): Bound {
  return typeof value === 'number' ? value + 1 : value + 1n;
}

function previous(value: Bound): Bound {
  return typeof value === 'number' ? value - 1 : value - 1n;
}
