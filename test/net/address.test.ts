import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from '../../src/net/address.js';

describe('addresses', () => {
  it('come back from their text', () => {
    const v4 = fc.nat(0xffffffff).map((value) => ({ family: 'ipv4', value }) as const);
    const v6 = fc.bigInt(0n, (1n << 128n) - 1n).map((value) => ({ family: 'ipv6', value }) as const);
    fc.assert(
      fc.property(fc.oneof(v4, v6), (address) => {
        expect(parseAddress(formatAddress(address.family, address.value))).toEqual(address);
      }),
    );
  });

  it.each([
    ['::', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['1:0:2:0:3:0:4:0', '1:0:2:0:3:0:4:0'],
    ['::ffff:127.0.0.1', '::ffff:127.0.0.1'],
    ['::ffff:7f00:1', '::ffff:127.0.0.1'],
    ['64:ff9b::10.0.0.1', '64:ff9b::a00:1'],
  ])('%s is written %s (RFC 5952)', (text, canonical) => {
    const address = parseAddress(text);
    expect(address && formatAddress(address.family, address.value)).toBe(canonical);
  });

  it('keep the zone they are written with', () => {
    expect(parseAddress('fe80::1%eth0.100')?.zone).toBe('eth0.100');
  });

  it.each([
    '127.1',
    '01.2.3.4',
    '1.2.3.256',
    '1.2.3.4%eth0',
    'fe80::1%',
    ':::',
    '1::2::3',
    '12345::',
    '::1.2.3',
    '',
  ])('are not read from %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});
