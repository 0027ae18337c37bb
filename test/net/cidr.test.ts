import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equals, fullSet, interval, size, subtract, unionAll } from '../../src/net/address-set.js';
import { cidrList, parseCidr, parseCidrs, toCidrs } from '../../src/net/cidr.js';

const parse = (text: string) => {
  const set = parseCidr(text);
  if (set === undefined) throw new Error(`no CIDR: ${text}`);
  return set;
};
const v4 = fc
  .tuple(fc.nat(0xffffffff), fc.nat(0xffffffff))
  .map(([a, b]) => interval('ipv4', Math.min(a, b), Math.max(a, b) + 1));
const v6 = fc
  .tuple(fc.bigInt(0n, (1n << 128n) - 1n), fc.bigInt(0n, (1n << 128n) - 1n))
  .map(([start, room]) => interval('ipv6', start, start + 1n + (room % ((1n << 128n) - start))));

describe('CIDR blocks', () => {
  it('make up the very set they were made from, and do not overlap', () => {
    fc.assert(
      fc.property(fc.oneof(v4, v6), (set) => {
        const blocks = toCidrs(set).map(parse);
        expect(equals(unionAll(set.family, blocks), set)).toBe(true);
        expect(blocks.reduce((total, block) => total + size(block), 0n)).toBe(size(set));
      }),
    );
  });

  it('are parsed back to the set that they were written from', () => {
    fc.assert(
      fc.property(fc.oneof(v4, v6), (set) => {
        const written = cidrList(set);
        expect(written).toEqual(toCidrs(set));
        expect(parseCidrs(written)).toEqual(parseCidrs([...written]));
      }),
    );
  });

  it('are the fewest: no two neighbours would make one block', () => {
    fc.assert(
      fc.property(fc.oneof(v4, v6), (set) => {
        const texts = toCidrs(set);
        for (let i = 1; i < texts.length; i++) {
          const pair = unionAll(set.family, [parse(texts[i - 1] ?? ''), parse(texts[i] ?? '')]);
          expect(toCidrs(pair)).toHaveLength(2);
        }
      }),
    );
  });

  it('write the whole family as one block', () => {
    expect(toCidrs(fullSet('ipv4'))).toEqual(['0.0.0.0/0']);
    expect(toCidrs(fullSet('ipv6'))).toEqual(['::/0']);
  });

  it('name single hosts without their length when asked to', () => {
    expect(toCidrs(parse('10.0.0.1'), true)).toEqual(['10.0.0.1']);
    expect(toCidrs(parse('10.0.0.1'))).toEqual(['10.0.0.1/32']);
    expect(toCidrs(parse('::1'), true)).toEqual(['::1']);
  });

  it('leave the rest in pieces when one address is taken out', () => {
    expect(toCidrs(subtract(parse('10.0.0.0/30'), parse('10.0.0.1')))).toEqual([
      '10.0.0.0/32',
      '10.0.0.2/31',
    ]);
  });

  it.each(['10.0.0.0/33', '10.0.0/8', '::/129', '10.0.0.0/', 'eth0', '10.0.0.0/-1', '1.2.3.4/08x', ''])(
    'are not read from %j',
    (text) => {
      expect(parseCidr(text)).toBeUndefined();
    },
  );
});
