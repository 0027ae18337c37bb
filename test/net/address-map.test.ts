import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestPrefixMap, mapOfSets, partition, valueAt } from '../../src/net/address-map.js';
import { contains, fullSet, interval, isEmpty, size } from '../../src/net/address-set.js';
import { prefixSet } from '../../src/net/cidr.js';

const prefix = fc
  .tuple(fc.nat(0xffffffff), fc.integer({ min: 0, max: 32 }), fc.nat(5))
  // Few distinct high bits, so that prefixes nest and repeat.
  .map(([value, length, tag]) => ({
    block: prefixSet('ipv4', value & 0xe0000003, length),
    length,
    value: `${tag}`,
  }));

describe('a map of addresses', () => {
  it('gives the value of the longest prefix that holds the address, the first given among equals', () => {
    fc.assert(
      fc.property(fc.array(prefix, { maxLength: 12 }), fc.nat(0xffffffff), (prefixes, address) => {
        const map = longestPrefixMap('ipv4', prefixes, 'none');
        for (const probe of [address, 0, 0xffffffff, ...prefixes.flatMap(({ block }) => block.bounds)]) {
          if (Number(probe) > 0xffffffff) continue;
          const holders = prefixes.filter(({ block }) => contains(block, probe));
          const longest = Math.max(...holders.map(({ length }) => length));
          const expected = holders.find(({ length }) => length === longest)?.value ?? 'none';
          expect(valueAt(map, probe)).toBe(expected);
        }
      }),
    );
  });

  it('cuts a set up into parts that are disjoint and leave nothing out', () => {
    fc.assert(
      fc.property(fc.array(prefix, { maxLength: 8 }), prefix, (prefixes, { block }) => {
        const parts = partition(longestPrefixMap('ipv4', prefixes, 'none'), block);
        expect([...parts.values()].reduce((sum, part) => sum + size(part), 0n)).toBe(size(block));
        for (const [value, part] of parts) {
          expect(isEmpty(part)).toBe(false);
          expect(valueAt(longestPrefixMap('ipv4', prefixes, 'none'), part.bounds[0] ?? 0)).toBe(value);
        }
      }),
    );
  });

  it('serves IPv6 up to its last address', () => {
    const map = mapOfSets('ipv6', [[interval('ipv6', 5n, 1n << 128n), 'high']], 'low');
    expect(valueAt(map, 4n)).toBe('low');
    expect(valueAt(map, (1n << 128n) - 1n)).toBe('high');
    expect([...partition(map, fullSet('ipv6')).keys()]).toEqual(['low', 'high']);
  });
});
