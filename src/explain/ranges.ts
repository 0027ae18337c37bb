import type { Address } from '../net/address.js';
import {
  type AddressSet,
  type Bound,
  contains,
  type IpFamily,
  interval,
  union,
  unionAll,
} from '../net/address-set.js';
import { parseCidr, toCidrs } from '../net/cidr.js';

/** Joins words as a sentence does: "a", "a and b", "a, b and c". */
export function joinWords(words: readonly string[], last = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** The first `limit` of a list and how many more there are: "a, b, c and 4 more ranges". */
export function firstFew(words: readonly string[], limit: number, noun: string, last = 'and'): string {
  if (words.length <= limit) return joinWords(words, last);
  const more = words.length - limit;
  const plural = noun.endsWith('s') ? 'es' : 's';
  return `${words.slice(0, limit).join(', ')} ${last} ${more} more ${noun}${more === 1 ? '' : plural}`;
}

/** The addresses of `family` among CIDR texts, as one set. What is no CIDR is passed over. */
export function addressesIn(family: IpFamily, cidrs: readonly string[]): AddressSet {
  const sets: AddressSet[] = [];
  for (const cidr of cidrs) {
    const set = parseCidr(cidr);
    if (set?.family === family) sets.push(set);
  }
  return unionAll(family, sets);
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

function isHole(set: AddressSet, value: Bound): boolean {
  return !contains(set, value) && contains(set, previous(value)) && contains(set, next(value));
}

function next(value: Bound): Bound {
  return typeof value === 'number' ? value + 1 : value + 1n;
}

function previous(value: Bound): Bound {
  return typeof value === 'number' ? value - 1 : value - 1n;
}
