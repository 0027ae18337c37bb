import { formatAddress, parseAddress } from './address.js';
import { type AddressSet, type Bound, emptySet, type IpFamily, interval, unionAll } from './address-set.js';

/** Bits of an address of the family. */
export function width(family: IpFamily): number {
  return family === 'ipv4' ? 32 : 128;
}

/** The set of `address`/`length`, host bits ignored. */
export function prefixSet(family: IpFamily, value: Bound, length: number): AddressSet {
  if (family === 'ipv4') {
    const block = 2 ** (32 - length);
    const start = Math.floor(Number(value) / block) * block;
    return interval('ipv4', start, start + block);
  }
  const shift = BigInt(128 - length);
  const start = (BigInt(value) >> shift) << shift;
  return interval('ipv6', start, start + (1n << shift));
}

/** Parses `10.0.0.0/8`, `2001:db8::/32` or a single address. Undefined when it is neither. Host bits are ignored. */
export function parseCidr(text: string): AddressSet | undefined {
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const max = width(address.family);
  if (slash < 0) return prefixSet(address.family, address.value, max);
  const suffix = text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(suffix) || Number(suffix) > max) return undefined;
  return prefixSet(address.family, address.value, Number(suffix));
}

/**
 * The fewest CIDR blocks that make up `set`, disjoint and ascending. A single address is written without its length when
 * `bareHosts` is set, as `10.0.0.1/32` otherwise.
 */
export function toCidrs(set: AddressSet, bareHosts = false): string[] {
  const cidrs: string[] = [];
  const max = width(set.family);
  for (let i = 0; i < set.bounds.length; i += 2) {
    const end = set.bounds[i + 1] as Bound;
    for (let start = set.bounds[i] as Bound; start < end; ) {
      const bits = blockBits(set.family, start, end);
      const text = formatAddress(set.family, start);
      cidrs.push(bits === 0 && bareHosts ? text : `${text}/${max - bits}`);
      start = typeof start === 'bigint' ? start + (1n << BigInt(bits)) : start + 2 ** bits;
    }
  }
  return cidrs;
}

export type RangeWriter = (family: IpFamily, start: Bound, end: Bound) => readonly string[];

/** The CIDR blocks of the addresses from `start` on, before `end`. */
export function rangeCidrs(family: IpFamily, start: Bound, end: Bound): readonly string[] {
  return toCidrs(interval(family, start, end));
}

/** Host bits of the largest block that begins at `start` and ends at or before `end`: by alignment and by room. */
function blockBits(family: IpFamily, start: Bound, end: Bound): number {
  if (typeof start === 'bigint') {
    const room = (BigInt(end) - start).toString(2).length - 1;
    return Math.min(start === 0n ? width(family) : trailingZeros(start), room);
  }
  const room = Math.floor(Math.log2(Number(end) - start));
  return Math.min(start === 0 ? width(family) : 31 - Math.clz32(start & -start), room);
}

/** Trailing zero bits of a value other than 0, looked at in pieces of 32 bits. */
function trailingZeros(value: bigint): number {
  let bits = 0;
  let low = Number(BigInt.asUintN(32, value));
  for (let rest = value; low === 0; low = Number(BigInt.asUintN(32, rest))) {
    rest >>= 32n;
    bits += 32;
  }
  return bits + 31 - Math.clz32(low & -low);
}

/** What a list of CIDRs holds, by family. What is no CIDR is passed over. */
export interface ParsedCidrs {
  readonly ipv4: AddressSet;
  readonly ipv6: AddressSet;
}

/** Entries of one audit share their lists of sources; each list is parsed once for as long as it lives. */
const parsedLists = new WeakMap<readonly string[], ParsedCidrs>();

/** Parses a list of CIDRs that nobody changes afterwards. */
export function parseCidrs(cidrs: readonly string[]): ParsedCidrs {
  const known = parsedLists.get(cidrs);
  if (known !== undefined) return known;
  const sets = cidrs.flatMap((cidr) => parseCidr(cidr) ?? []);
  const ofFamily = (family: IpFamily) =>
    unionAll(
      family,
      sets.filter((set) => set.family === family),
    );
  const parsed = { ipv4: ofFamily('ipv4'), ipv6: ofFamily('ipv6') };
  parsedLists.set(cidrs, parsed);
  return parsed;
}

/**
 * `toCidrs` as a list that nobody changes afterwards: `parseCidrs` knows already what is in it. `ofRange` writes one range out, up to
 * its end and without it.
 */
export function cidrList(set: AddressSet, ofRange?: RangeWriter): readonly string[] {
  const cidrs: string[] = [];
  for (let i = 0; i < set.bounds.length; i += 2) {
    const [start, end] = [set.bounds[i] as Bound, set.bounds[i + 1] as Bound];
    for (const cidr of ofRange?.(set.family, start, end) ?? rangeCidrs(set.family, start, end))
      cidrs.push(cidr);
  }
  parsedLists.set(
    cidrs,
    set.family === 'ipv4' ? { ipv4: set, ipv6: emptySet('ipv6') } : { ipv4: emptySet('ipv4'), ipv6: set },
  );
  return cidrs;
}
