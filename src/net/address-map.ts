import { type AddressSet, type Bound, END, type IpFamily } from './address-set.js';

/**
 * A value for every address of a family: addresses from `starts[i]` up to the next start have `values[i]`. The first
 * start is the family's lowest address; neighbours differ.
 */
export interface AddressMap<T> {
  readonly family: IpFamily;
  readonly starts: readonly Bound[];
  readonly values: readonly T[];
}

/** One block, its value, and its prefix length: of the blocks that hold an address the longest decides. */
export interface PrefixValue<T> {
  readonly block: AddressSet;
  readonly length: number;
  readonly value: T;
}

/**
 * Longest-prefix match as a map. Of blocks that are equal the first given decides. `otherwise` is the value of addresses
 * in no block. O(n log n): prefixes nest, so a stack of the open ones suffices.
 */
export function longestPrefixMap<T>(
  family: IpFamily,
  prefixes: readonly PrefixValue<T>[],
  otherwise: T,
): AddressMap<T> {
  const sorted = prefixes
    .map(({ block, length, value }) => ({ start: block.bounds[0], end: block.bounds[1], length, value }))
    .filter((prefix): prefix is Span<T> => prefix.start !== undefined && prefix.end !== undefined)
    .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : a.length - b.length));
  const starts: Bound[] = [];
  const values: T[] = [];
  const emit = (start: Bound, value: T) => {
    if (starts.at(-1) === start) {
      starts.pop();
      values.pop();
    }
    if (values.length > 0 && values.at(-1) === value) return;
    starts.push(start);
    values.push(value);
  };
  const open: Span<T>[] = [];
  const close = (upTo: Bound) => {
    for (let top = open.at(-1); top !== undefined && top.end <= upTo; top = open.at(-1)) {
      open.pop();
      if (top.end < END[family]) emit(top.end, open.at(-1)?.value ?? otherwise);
    }
  };
  emit(family === 'ipv4' ? 0 : 0n, otherwise);
  for (const span of sorted) {
    close(span.start);
    const top = open.at(-1);
    if (top !== undefined && top.start === span.start && top.length === span.length) continue;
    emit(span.start, span.value);
    open.push(span);
  }
  close(END[family]);
  return { family, starts, values };
}

interface Span<T> {
  readonly start: Bound;
  readonly end: Bound;
  readonly length: number;
  readonly value: T;
}

/** The value at `address`, which must be of the map's family. */
export function valueAt<T>(map: AddressMap<T>, address: Bound): T {
  return map.values[indexAt(map, address)] as T;
}

/** `within` cut up by value: every value met there, with the addresses that have it. */
export function partition<T>(map: AddressMap<T>, within: AddressSet): Map<T, AddressSet> {
  const parts = new Map<T, Bound[]>();
  for (let i = 0; i < within.bounds.length; i += 2) {
    let start = within.bounds[i] as Bound;
    const end = within.bounds[i + 1] as Bound;
    for (let at = indexAt(map, start); start < end; at++) {
      const next = map.starts[at + 1];
      const stop = next === undefined || next > end ? end : next;
      append(parts, map.values[at] as T, start, stop);
      start = stop;
    }
  }
  return new Map([...parts].map(([value, bounds]) => [value, { family: map.family, bounds }]));
}

/** A map from disjoint sets; `otherwise` fills what they leave. */
export function mapOfSets<T>(
  family: IpFamily,
  parts: Iterable<readonly [AddressSet, T]>,
  otherwise: T,
): AddressMap<T> {
  const blocks: PrefixValue<T>[] = [];
  for (const [{ bounds }, value] of parts) {
    for (let i = 0; i < bounds.length; i += 2)
      blocks.push({ block: { family, bounds: bounds.slice(i, i + 2) }, length: 0, value });
  }
  return longestPrefixMap(family, blocks, otherwise);
}

function indexAt<T>({ starts }: AddressMap<T>, address: Bound): number {
  let low = 1;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as Bound) <= address) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function append<T>(parts: Map<T, Bound[]>, value: T, start: Bound, end: Bound): void {
  const bounds = parts.get(value);
  if (bounds === undefined) parts.set(value, [start, end]);
  else if (bounds.at(-1) === start) bounds[bounds.length - 1] = end;
  else bounds.push(start, end);
}
