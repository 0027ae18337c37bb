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

/** What is left of CIDRs without `own`, as words: who is somebody else. */
export function strangers(cidrs: readonly string[], own: readonly Address[]): string[] {
  return (['ipv4', 'ipv6'] as const).flatMap((family) => {
    const values = own.filter((address) => address.family === family).map(({ value }) => value);
    const mine = unionAll(
      family,
      values.map((value) => interval(family, value, next(value))),
    );
    return toCidrs(subtract(addressesIn(family, cidrs), mine), true);
  });
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
