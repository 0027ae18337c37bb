import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressesOf, freeBitsOf, numbersOf, oneNumber, unmask } from '../../src/firewall/value-sets.js';
import { contains } from '../../src/net/address-set.js';

describe('value sets', () => {
  it('have one form: overlapping and touching spans are joined, empty ones left out', () => {
    expect(
      numbersOf([
        [5, 9],
        [1, 3],
        [3, 4],
        [8, 12],
        [20, 20],
      ]),
    ).toEqual({ kind: 'numbers', bounds: [1, 4, 5, 12] });
    expect(numbersOf([])).toEqual({ kind: 'numbers', bounds: [] });
    expect(addressesOf('ipv6', [[1n, 2n]])).toEqual({
      kind: 'addresses',
      set: { family: 'ipv6', bounds: [1n, 2n] },
    });
  });

  it('a single number is one object, however often it is asked for', () => {
    expect(oneNumber(22)).toBe(numbersOf([[22, 23]]));
  });

  it('masks of leading ones are told from those with holes', () => {
    expect(freeBitsOf('ipv4', 0xffffff00)).toBe(8);
    expect(freeBitsOf('ipv4', 0xffffffff)).toBe(0);
    expect(freeBitsOf('ipv4', 0)).toBe(32);
    expect(freeBitsOf('ipv4', 0xff0000ff)).toBeUndefined();
    expect(freeBitsOf('ipv6', (1n << 128n) - (1n << 64n))).toBe(64);
    expect(freeBitsOf('ipv6', 0xffffn)).toBeUndefined();
  });

  it('unmask holds exactly the values whose masked part is in the spans', () => {
    const small = fc.nat({ max: 64 });
    fc.assert(
      fc.property(small, small, fc.nat({ max: 5 }), fc.nat({ max: 127 }), (a, b, freeBits, value) => {
        const [start, end] = a < b ? [a, b] : [b, a];
        const masked = (value >> freeBits) << freeBits;
        const set = addressesOf('ipv4', unmask([[start, end]], freeBits));
        const found = set.kind === 'addresses' && contains(set.set, value);
        expect(found).toBe(masked >= start && masked < end);
      }),
    );
  });
});
