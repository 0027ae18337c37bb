import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AddressSet, equals, intersect, interval, subtract } from '../../src/net/address-set.js';
import { assignFirst } from '../../src/net/assign-first.js';

const sets = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }))
  .map(([start, length]) => interval('ipv4', start, start + length));

describe('dividing a set among many', () => {
  it('gives each what it holds and no earlier one has got', () => {
    fc.assert(
      fc.property(fc.array(sets), sets, (claims, within) => {
        let open: AddressSet = within;
        const expected = claims.map((claim) => {
          const part = intersect(claim, open);
          open = subtract(open, claim);
          return part;
        });
        const found = assignFirst(claims, within);
        expect(found.every((part, i) => equals(part, expected[i] ?? within))).toBe(true);
      }),
    );
  });
});
