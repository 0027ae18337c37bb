import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from '../../src/net/address.js';
import { contains, type IpFamily } from '../../src/net/address-set.js';
import { globallyRoutable, type SpecialKind, special } from '../../src/net/special.js';
import { Addresses } from '../../src/redact/addresses.js';

const KINDS: readonly SpecialKind[] = [
  ...([
    'loopback',
    'link-local',
    'private',
    'shared',
    'documentation',
    'multicast',
    'this-network',
    'reserved',
  ] as const),
];

const ipv4 = fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((value) => formatAddress('ipv4', value));
const near = (base: bigint, bits: number) =>
  fc.bigInt({ min: 0n, max: (1n << BigInt(bits)) - 1n }).map((low) => formatAddress('ipv6', base | low));
const ipv6 = fc.oneof(
  near(0n, 128),
  ...[
    0x2001n << 112n,
    0xfd00n << 112n,
    0xfe80n << 112n,
    0x64ff9bn << 96n,
    0xffffn << 32n,
    0xff02n << 112n,
  ].map((base) => near(base, 96)),
);
const key = fc.uint8Array({ minLength: 32, maxLength: 32 });

function bits(text: string): string {
  const parsed = parseAddress(text);
  return BigInt(parsed?.value ?? 0)
    .toString(2)
    .padStart(parsed?.family === 'ipv4' ? 32 : 128, '0');
}

function common(a: string, b: string): number {
  const [left, right] = [bits(a), bits(b)];
  const at = [...left].findIndex((bit, index) => bit !== right[index]);
  return at < 0 ? left.length : at;
}

function kinds(text: string): string {
  const parsed = parseAddress(text);
  const { family, value } = parsed as { family: IpFamily; value: number | bigint };
  const special_ = KINDS.filter((kind) => contains(special(family, kind), value));
  return [...special_, contains(globallyRoutable(family), value) ? 'global' : ''].join(' ');
}

describe.each([
  ['IPv4', ipv4],
  ['IPv6', ipv6],
] as const)('%s addresses', (_, address) => {
  it('share as many leading bits afterwards as before', () => {
    fc.assert(
      fc.property(key, address, address, fc.nat(128), (bytes, a, b, length) => {
        const addresses = new Addresses(bytes, []);
        // Neighbours are what matters: the second one differs from the first at a bit of its own.
        const width = bits(a).length;
        const other = formatAddress(
          width === 32 ? 'ipv4' : 'ipv6',
          width === 32
            ? Number(BigInt(parseAddress(a)?.value ?? 0) ^ (1n << BigInt(length % 32)))
            : BigInt(parseAddress(a)?.value ?? 0) ^ (1n << BigInt(length % 128)),
        );
        for (const [left, right] of [
          [a, b],
          [a, other],
        ] as const)
          expect(common(addresses.address(left) ?? '', addresses.address(right) ?? '')).toBe(
            common(left, right),
          );
      }),
    );
  });

  it('stay of their kind, and none stands for itself unless it says nothing of a host', () => {
    fc.assert(
      fc.property(key, address, (bytes, text) => {
        const made = new Addresses(bytes, []).address(text) ?? '';
        expect(kinds(made)).toBe(kinds(text));
        if (made === text)
          expect(text).toMatch(
            /^(0|127|224|255)\.|^::(1|ffff:(0|127|224|255)\..*)?$|^ff0.::|^64:ff9b::|^ffff:/,
          );
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a range', () => {
  const ends = fc
    .tuple(fc.nat(0xffff), fc.nat(0xffff))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  const text = (low: number) => formatAddress('ipv4', 0x5db80000 + low);

  it('stays one: what was in it is in it afterwards, and nothing else', () => {
    fc.assert(
      fc.property(key, ends, fc.nat(0xffff), (bytes, [from, to], probe) => {
        const survey = new Addresses(bytes, []);
        survey.range(text(from), text(to));
        const addresses = new Addresses(bytes, survey.paths);
        const [first = '', last = ''] = addresses.range(text(from), text(to)) ?? [];
        const value = (word: string) => Number(parseAddress(word)?.value);
        for (const each of [probe, from, to, from - 1, to + 1].filter((low) => low >= 0 && low <= 0xffff)) {
          const made = value(addresses.address(text(each)) ?? '');
          expect(made >= value(first) && made <= value(last)).toBe(each >= from && each <= to);
        }
      }),
    );
  });

  it('of a subnet keeps its network and broadcast address what they are', () => {
    const survey = new Addresses(new Uint8Array(32), []);
    survey.subnet('192.168.7.33', 24);
    const addresses = new Addresses(new Uint8Array(32), survey.paths);
    expect(addresses.address('192.168.7.0')).toMatch(/\.0$/);
    expect(addresses.address('192.168.7.255')).toMatch(/\.255$/);
    expect(addresses.cidr('192.168.7.0/24')).toBe(`${addresses.address('192.168.7.0')}/24`);
    expect(addresses.address('192.168.7.33')).not.toMatch(/^192\.168\.7\./);
  });
});

describe('IPv4 inside IPv6', () => {
  it('is replaced as it is outside', () => {
    const addresses = new Addresses(new Uint8Array(32), []);
    const made = addresses.address('93.184.216.34');
    expect(addresses.address('::ffff:93.184.216.34')).toBe(`::ffff:${made}`);
    expect(addresses.address('::ffff:127.0.0.1')).toBe('::ffff:127.0.0.1');
  });
});

describe('a text', () => {
  it('has its addresses replaced, and what only looks like one left', () => {
    const addresses = new Addresses(new Uint8Array(32), []);
    const made = addresses.inText(
      '10.1.2.3, fd00::1/64 and 1.2.3.4.5 at 12:30:45 of nft 1.0.6 on 192.168.0.0/16.',
    );
    expect(made).not.toMatch(/10\.1\.2\.3|fd00::1/);
    expect(made).toMatch(/and 1\.2\.3\.4\.5 at 12:30:45 of nft 1\.0\.6 on 192\.168\.0\.0\/16\.$/);
  });
});
