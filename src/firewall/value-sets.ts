import type { NamePattern, ValueSet } from '../model/element-set.js';
import { type AddressSet, type Bound, END, type IpFamily, unionAll } from '../net/address-set.js';

/** Start and end, the end exclusive: of addresses or of numbers. */
export type Span = readonly [Bound, Bound];

const singles = new Map<number, ValueSet>();

/** The set with the one number `value`. Ports, protocols and states recur in thousands of rules: they share one object. */
export function oneNumber(value: number): ValueSet {
  let set = singles.get(value);
  if (set === undefined) {
    set = { kind: 'numbers', bounds: [value, value + 1] };
    if (singles.size < 70_000) singles.set(value, set);
  }
  return set;
}

/** The numbers of all `spans`, in the one form that ValueSet has. */
export function numbersOf(spans: readonly (readonly [number, number])[]): ValueSet {
  const [first] = spans;
  if (spans.length === 1 && first !== undefined && first[1] === first[0] + 1) return oneNumber(first[0]);
  // IPv4 sets are intervals of plain numbers too; one algorithm serves both.
  const merged = unionAll(
    'ipv4',
    spans.filter(isProper).map((span) => ({ family: 'ipv4', bounds: span })),
  );
  return { kind: 'numbers', bounds: merged.bounds.map(Number) };
}

/** The addresses of all `spans`. */
export function addressesOf(family: IpFamily, spans: readonly Span[]): ValueSet {
  const sets: AddressSet[] = spans.filter(isProper).map((span) => ({ family, bounds: span }));
  const [only] = sets;
  return { kind: 'addresses', set: sets.length === 1 && only !== undefined ? only : unionAll(family, sets) };
}

/** The names or name prefixes of `patterns`. */
export function namesOf(patterns: readonly NamePattern[]): ValueSet {
  return { kind: 'names', names: patterns };
}

/** Every value there is. */
export const ANY_VALUE: ValueSet = { kind: 'any' };

/**
 * The values x with (x & mask) in one of `spans`, for a mask of leading ones that leaves `freeBits` trailing bits out: such
 * a mask merely widens each span to whole blocks.
 */
export function unmask(spans: readonly Span[], freeBits: number): Span[] {
  const widened: Span[] = [];
  for (const [start, end] of spans) {
    if (start >= end) continue;
    const block = 1n << BigInt(freeBits);
    const from = ((BigInt(start) + block - 1n) / block) * block;
    const to = ((BigInt(end) - 1n) / block + 1n) * block;
    if (from < to) widened.push(typeof start === 'bigint' ? [from, to] : [Number(from), Number(to)]);
  }
  return widened;
}

/** How many trailing zero bits `mask` has when all bits above them are ones; undefined for a mask with holes. */
export function freeBitsOf(family: IpFamily, mask: Bound): number | undefined {
  const hosts = BigInt(END[family]) - BigInt(mask);
  if (hosts <= 0n || (hosts & (hosts - 1n)) !== 0n) return undefined;
  return hosts.toString(2).length - 1;
}

function isProper([start, end]: Span): boolean {
  return start < end;
}
