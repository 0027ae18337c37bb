import { type AddressSet, emptySet, type IpFamily, union, unionAll } from '../../net/address-set.js';

/** The union of sets that are mostly one or two: these are not taken apart and sorted. */
export function unite(family: IpFamily, sets: readonly AddressSet[]): AddressSet {
  const [first, second] = sets;
  if (first === undefined) return emptySet(family);
  if (second === undefined) return first;
  return sets.length === 2 ? union(first, second) : unionAll(family, sets);
}
