import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AddressSet,
  complement,
  contains,
  equals,
  fullSet,
  type IpFamily,
  intersect,
  interval,
  isEmpty,
  isSubset,
  overlaps,
  size,
  subtract,
  union,
  unionAll,
} from '../../src/net/address-set.js';

/** A universe small enough to be looked at address by address: the first 16 of a family. */
const UNIVERSE = 16;
const families = fc.constantFrom<IpFamily>('ipv4', 'ipv6');

function setOf(family: IpFamily, members: readonly boolean[]): AddressSet {
  const value = (n: number) => (family === 'ipv4' ? n : BigInt(n));
  return unionAll(
    family,
    members.flatMap((member, n) => (member ? [interval(family, value(n), value(n + 1))] : [])),
  );
}

function membersOf(set: AddressSet): boolean[] {
  return Array.from({ length: UNIVERSE }, (_, n) => contains(set, set.family === 'ipv4' ? n : BigInt(n)));
}

const members = fc.array(fc.boolean(), { minLength: UNIVERSE, maxLength: UNIVERSE });

describe('sets of addresses', () => {
  it('agree with membership, address by address, in every operation', () => {
    fc.assert(
      fc.property(families, members, members, (family, a, b) => {
        const [x, y] = [setOf(family, a), setOf(family, b)];
        expect(membersOf(x)).toEqual(a);
        expect(membersOf(union(x, y))).toEqual(a.map((in_, n) => in_ || b[n]));
        expect(membersOf(intersect(x, y))).toEqual(a.map((in_, n) => in_ && b[n]));
        expect(membersOf(subtract(x, y))).toEqual(a.map((in_, n) => in_ && !b[n]));
        expect(membersOf(complement(x))).toEqual(a.map((in_) => !in_));
        expect(overlaps(x, y)).toBe(a.some((in_, n) => in_ && b[n] === true));
        expect(isSubset(x, y)).toBe(a.every((in_, n) => !in_ || b[n] === true));
        expect(size(x)).toBe(BigInt(a.filter(Boolean).length));
      }),
    );
  });

  it('have one form each: equal sets have equal bounds, however they were made', () => {
    fc.assert(
      fc.property(families, members, members, (family, a, b) => {
        const [x, y] = [setOf(family, a), setOf(family, b)];
        const [one, other] = [union(x, y), unionAll(family, [y, x, x])];
        expect(one.bounds).toEqual(other.bounds);
        expect(equals(one, other)).toBe(true);
        expect(equals(subtract(x, y), intersect(x, complement(y)))).toBe(true);
      }),
    );
  });

  it('are empty without their complement and full with it', () => {
    fc.assert(
      fc.property(families, members, (family, a) => {
        const x = setOf(family, a);
        expect(isEmpty(intersect(x, complement(x)))).toBe(true);
        expect(equals(union(x, complement(x)), fullSet(family))).toBe(true);
      }),
    );
  });

  it('of two families cannot be combined', () => {
    expect(() => union(interval('ipv4', 1, 2), interval('ipv6', 1n, 2n))).toThrow(TypeError);
  });
});
