import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type IpFamily, interval, unionAll } from '../../../src/net/address-set.js';
import { parseCidrs, toCidrs } from '../../../src/net/cidr.js';
import { sourceTexts } from '../../../src/reach/answers/source-texts.js';

const ranges = fc.array(fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 1, max: 300 })), {
  maxLength: 6,
});

function setOf(family: IpFamily, from: readonly (readonly [number, number])[]) {
  const bound = (value: number) => (family === 'ipv4' ? value : BigInt(value) << 60n);
  return unionAll(
    family,
    from.map(([start, length]) => interval(family, bound(start), bound(start + length))),
  );
}

it('sources are written as CIDRs, equal ones once', () => {
  const texts = sourceTexts();
  fc.assert(
    fc.property(fc.constantFrom<IpFamily>('ipv4', 'ipv6'), ranges, (family, from) => {
      const [set, again] = [setOf(family, from), setOf(family, from)];
      const written = texts(set);
      expect(written).toEqual(toCidrs(set));
      expect(texts(again)).toBe(written);
      expect(parseCidrs(written)[family]).toEqual(set);
    }),
  );
});
