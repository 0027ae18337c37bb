/**
 * Sets of addresses of one family, as sorted half-open intervals.
 *
 * `bounds` holds start, end, start, end, … strictly ascending, the ends exclusive; so a set has one form only, equality
 * is element-wise, and no operation needs "plus one". IPv4 bounds are numbers (0 … 2^32), IPv6 bounds are bigints
 * (0 … 2^128): the merge below compares them with `<` alone and serves both.
 */
export type IpFamily = 'ipv4' | 'ipv6';

export type Bound = number | bigint;

export interface AddressSet {
  readonly family: IpFamily;
  readonly bounds: readonly Bound[];
}

/** One past the last address of the family: 2^32 as a number, 2^128 as a bigint. */
export const END: Readonly<Record<IpFamily, Bound>> = { ipv4: 2 ** 32, ipv6: 1n << 128n };

const EMPTY: Readonly<Record<IpFamily, AddressSet>> = {
  ipv4: { family: 'ipv4', bounds: [] },
  ipv6: { family: 'ipv6', bounds: [] },
};
const ALL: Readonly<Record<IpFamily, AddressSet>> = {
  ipv4: { family: 'ipv4', bounds: [0, END.ipv4] },
  ipv6: { family: 'ipv6', bounds: [0n, END.ipv6] },
};

/** The set with no address of `family`. */
export function emptySet(family: IpFamily): AddressSet {
  return EMPTY[family];
}

/** The set of every address of `family`. */
export function fullSet(family: IpFamily): AddressSet {
  return ALL[family];
}

/** The addresses from `start` up to, not including, `end`. Both of the family's own number type. */
export function interval(family: IpFamily, start: Bound, end: Bound): AddressSet {
  return start < end ? { family, bounds: [start, end] } : EMPTY[family];
}

/** True when `set` holds no address. */
export function isEmpty(set: AddressSet): boolean {
  return set.bounds.length === 0;
}

/** True when both sets hold the same addresses (of the same family). */
export function equals(a: AddressSet, b: AddressSet): boolean {
  if (a === b) return true;
  if (a.family !== b.family || a.bounds.length !== b.bounds.length) return false;
  for (let i = 0; i < a.bounds.length; i++) if (a.bounds[i] !== b.bounds[i]) return false;
  return true;
}

/** True when `value` (of the family's own number type) is in `set`: the number of bounds at or below it is odd. */
export function contains(set: AddressSet, value: Bound): boolean {
  return (countUpTo(set.bounds, value) & 1) === 1;
}

/** How many of the ascending `bounds` are at or below `value`. */
export function countUpTo(bounds: readonly Bound[], value: Bound): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bounds[middle] as Bound) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Addresses in either set. */
export function union(a: AddressSet, b: AddressSet): AddressSet {
  if (a === b || b.bounds.length === 0) return a;
  if (a.bounds.length === 0) return b;
  return merge(a, b, (inA, inB) => inA || inB);
}

/** Addresses in both sets. */
export function intersect(a: AddressSet, b: AddressSet): AddressSet {
  if (a === b || a.bounds.length === 0) return a;
  if (b.bounds.length === 0) return b;
  if (isFull(b)) return a;
  if (isFull(a)) return b;
  return merge(a, b, (inA, inB) => inA && inB);
}

/** Addresses in `a` but not in `b`. */
export function subtract(a: AddressSet, b: AddressSet): AddressSet {
  if (a.bounds.length === 0 || b.bounds.length === 0) return a;
  if (a === b) return EMPTY[a.family];
  return merge(a, b, (inA, inB) => inA && !inB);
}

/** Addresses of the family that are not in `set`. */
export function complement(set: AddressSet): AddressSet {
  return subtract(ALL[set.family], set);
}

/** Union of many sets of one family, by sorting instead of repeated merging: O(n log n) for n intervals. */
export function unionAll(family: IpFamily, sets: Iterable<AddressSet>): AddressSet {
  const spans: [Bound, Bound][] = [];
  for (const { bounds } of sets) {
    for (let i = 0; i < bounds.length; i += 2) spans.push([bounds[i] as Bound, bounds[i + 1] as Bound]);
  }
  if (spans.length === 0) return EMPTY[family];
  spans.sort((x, y) => (x[0] < y[0] ? -1 : x[0] > y[0] ? 1 : 0));
  const bounds: Bound[] = [];
  let [start, end] = spans[0] as [Bound, Bound];
  for (const [nextStart, nextEnd] of spans) {
    if (nextStart <= end) {
      if (nextEnd > end) end = nextEnd;
    } else {
      bounds.push(start, end);
      start = nextStart;
      end = nextEnd;
    }
  }
  bounds.push(start, end);
  return { family, bounds };
}

/** True when every address of `a` is in `b`. */
export function isSubset(a: AddressSet, b: AddressSet): boolean {
  return isEmpty(subtract(a, b));
}

/** True when the sets share an address. */
export function overlaps(a: AddressSet, b: AddressSet): boolean {
  let i = 0;
  let j = 0;
  while (i < a.bounds.length && j < b.bounds.length) {
    if ((a.bounds[i + 1] as Bound) <= (b.bounds[j] as Bound)) i += 2;
    else if ((b.bounds[j + 1] as Bound) <= (a.bounds[i] as Bound)) j += 2;
    else return true;
  }
  return false;
}

/** How many addresses `set` holds, as a bigint. */
export function size(set: AddressSet): bigint {
  let total = 0n;
  for (let i = 0; i < set.bounds.length; i += 2) {
    total += BigInt(set.bounds[i + 1] as Bound) - BigInt(set.bounds[i] as Bound);
  }
  return total;
}

function isFull(set: AddressSet): boolean {
  return set === ALL[set.family] || (set.bounds.length === 2 && equals(set, ALL[set.family]));
}

function merge(a: AddressSet, b: AddressSet, keep: (inA: boolean, inB: boolean) => boolean): AddressSet {
  if (a.family !== b.family) throw new TypeError(`cannot combine ${a.family} with ${b.family}`);
  const x = a.bounds;
  const y = b.bounds;
  const bounds: Bound[] = [];
  let i = 0;
  let j = 0;
  let inside = false;
  while (i < x.length || j < y.length) {
    const at = j >= y.length || (i < x.length && (x[i] as Bound) < (y[j] as Bound)) ? x[i] : y[j];
    if (x[i] === at) i++;
    if (y[j] === at) j++;
    const now = keep((i & 1) === 1, (j & 1) === 1);
    if (now !== inside) {
      bounds.push(at as Bound);
      inside = now;
    }
  }
  return bounds.length === 0 ? EMPTY[a.family] : { family: a.family, bounds };
}
