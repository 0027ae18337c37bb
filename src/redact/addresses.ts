import { formatAddress, parseAddress } from '../net/address.js';
import type { IpFamily } from '../net/address-set.js';
import { boundaryBlocks } from '../net/special.js';
import { type Prefix, PrefixCipher } from './prefix-cipher.js';

const WIDTH: Readonly<Record<IpFamily, number>> = { ipv4: 32, ipv6: 128 };

/** Of IPv6 groups (RFC 4291 §2.7). */
const SCOPES = Array.from({ length: 16 }, (_, scope) => scope.toString(16));

/**
 * Blocks whose addresses say what they are and nothing of a host: loopback, "this network", netmasks and the limited
 * broadcast address, well-known groups. They stay as they are.
 */
const PLAIN = [
  ...['0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/23', '255.0.0.0/8'],
  // RFC 4291 §2.5.2, §2.5.3, §2.7.1; ffff:… is a mask. Groups of any scope whose number has 16 bits are registered ones.
  ...['::/128', '::1/128', 'ffff::/16'],
  ...SCOPES.flatMap((scope) => [`ff0${scope}::/112`, `ff0${scope}::1:0/112`]),
].map(prefixOf);

/** Blocks that stay where they are while what is in them changes: beyond those of the registries scoped groups and what holds IPv4. */
const BLOCKS = [
  ...boundaryBlocks('ipv4'),
  ...boundaryBlocks('ipv6'),
  ...['239.0.0.0/8', '232.0.0.0/8', 'fe80::/64', '::ffff:0:0/96', '64:ff9b::/96'],
  ...Array.from({ length: 256 }, (_, kind) => `ff${kind.toString(16).padStart(2, '0')}::/16`),
  ...SCOPES.map((scope) => `ff0${scope}::1:ff00:0/104`),
].map(prefixOf);

/** IPv4 inside IPv6: RFC 4291 §2.5.5.2, RFC 6052. */
const HOLDERS = ['::ffff:0:0/96', '64:ff9b::/96'].map(prefixOf);

/** Replaces addresses, each by one of its kind; remembers what it has replaced. */
export class Addresses {
  readonly #cipher: PrefixCipher;
  readonly #known = new Map<string, string>();
  /** What keeps ranges and subnets in shape: to be given to the next one, since all have to be known before the first address. */
  readonly paths: Prefix[] = [];

  constructor(key: Uint8Array, paths: readonly Prefix[]) {
    this.#cipher = new PrefixCipher(key, [...BLOCKS, ...PLAIN], paths);
  }

  /** Original and replacement of every address and prefix so far. */
  get replaced(): ReadonlyMap<string, string> {
    return this.#known;
  }

  /** "10.1.0.2", "fe80::1" (its zone apart); anything else is undefined. */
  address(text: string): string | undefined {
    const parsed = parseAddress(text);
    if (parsed === undefined || parsed.zone !== undefined) return undefined;
    const { family } = parsed;
    return this.#replace({ family, value: BigInt(parsed.value), length: WIDTH[family] }, text);
  }

  /** "10.1.0.0/24", "10.1.0.0/255.255.255.0": its length stays as it is written. */
  cidr(text: string): string | undefined {
    const [, bare = '', mask = ''] = /^([^/]+)\/([\d.]+|[\da-f:]+)$/.exec(text) ?? [];
    const parsed = parseAddress(bare);
    if (parsed === undefined || parsed.zone !== undefined) return undefined;
    const { family } = parsed;
    const length = /^\d+$/.test(mask) ? Number(mask) : maskLength(mask);
    if (length === undefined || length > WIDTH[family]) return undefined;
    const value = BigInt(parsed.value);
    const host = value & ((1n << BigInt(WIDTH[family] - length)) - 1n);
    // An address with the length of its network, as interfaces have it, keeps its own bits.
    const prefix = { family, value, length: host === 0n ? length : WIDTH[family] };
    return `${this.#replace(prefix, bare)}/${mask}`;
  }

  /** The first and the last address of a range, in whatever order theirs come out. */
  range(from: string, to: string): readonly [from: string, to: string] | undefined {
    const [first, last] = [parseAddress(from), parseAddress(to)];
    if (first === undefined || last === undefined || first.family !== last.family) return undefined;
    const { family } = first;
    const [low, high] = [BigInt(first.value), BigInt(last.value)];
    this.keepWays(family, low, high);
    const ends = [from, to].map((text) => this.address(text) ?? text);
    const values = ends.map((text) => parseAddress(text)?.value ?? 0);
    const [a = '', b = ''] = (values[0] ?? 0) > (values[1] ?? 0) ? ends.reverse() : ends;
    return [a, b];
  }

  /** Keeps the network and broadcast address of an interface's subnet what they are. */
  subnet(text: string, length: number): void {
    const parsed = parseAddress(text);
    if (parsed === undefined || length > WIDTH[parsed.family] - 2) return;
    const { family } = parsed;
    const host = (1n << BigInt(WIDTH[family] - length)) - 1n;
    const low = BigInt(parsed.value) & ~host;
    // IPv6 has no broadcast, but an anycast address in its place: the network's own (RFC 4291 §2.6.1).
    this.keepWays(family, low, family === 'ipv4' ? low | host : low);
  }

  /** Every address and CIDR in a text. */
  inText(text: string): string {
    return text.replace(IN_TEXT, (found) => this.cidr(found) ?? this.address(found) ?? found);
  }

  private keepWays(family: IpFamily, low: bigint, high: bigint): void {
    const length = WIDTH[family] - (low ^ high).toString(2).length + (low === high ? 1 : 0);
    for (const value of new Set([low, high])) this.paths.push({ family, value, length });
  }

  #replace(prefix: Prefix, text: string): string {
    const key = `${text}/${prefix.length}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { family } = prefix;
    const value = this.#encipher(prefix);
    const made =
      value === prefix.value ? text : formatAddress(family, family === 'ipv4' ? Number(value) : value);
    this.#known.set(key, made);
    return made;
  }

  #encipher(prefix: Prefix): bigint {
    const { family, value, length } = prefix;
    if (PLAIN.some((block) => holds(block, prefix))) return value;
    const holder = HOLDERS.find((block) => holds(block, prefix));
    if (holder === undefined || family === 'ipv4') return this.#cipher.encipher(prefix);
    const inner: Prefix = { family: 'ipv4', value: value & 0xffffffffn, length: length - 96 };
    return (
      ((value >> 32n) << 32n) |
      (PLAIN.some((block) => holds(block, inner)) ? inner.value : this.#cipher.encipher(inner))
    );
  }
}

/** Where an address may stand in prose and in arguments. What only looks like one is let be. */
const IN_TEXT =
  /(?<![\w.:])[\da-f]*:[\da-f:]*:[\da-f:]*(?:(?<=:)\d+(?:\.\d+){3})?(?:\/\d{1,3})?(?![\w:])|(?<![\w.])\d+(?:\.\d+){3}(?:\/\d{1,2})?(?!\w|\.\d)/gi;

function holds(block: Prefix, { family, value, length }: Prefix): boolean {
  if (block.family !== family || length < block.length) return false;
  const rest = BigInt(WIDTH[family] - block.length);
  return value >> rest === block.value >> rest;
}

function prefixOf(cidr: string): Prefix {
  const [bare = '', length] = cidr.split('/');
  const parsed = parseAddress(bare);
  if (parsed === undefined) throw new TypeError(`not a CIDR: ${cidr}`);
  const width = WIDTH[parsed.family];
  return {
    family: parsed.family,
    value: BigInt(parsed.value),
    length: length === undefined ? width : Number(length),
  };
}

/** 24 for 255.255.255.0; undefined for what is no mask, or one with holes. */
function maskLength(mask: string): number | undefined {
  const parsed = parseAddress(mask);
  if (parsed === undefined) return undefined;
  const bits = BigInt(parsed.value).toString(2).padStart(WIDTH[parsed.family], '0');
  return /^1*0*$/.test(bits) ? bits.replace(/0+$/, '').length : undefined;
}
