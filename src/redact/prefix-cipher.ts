import { createHmac } from 'node:crypto';
import type { IpFamily } from '../net/address-set.js';

const WIDTH: Readonly<Record<IpFamily, number>> = { ipv4: 32, ipv6: 128 };

/** The first `length` bits of `value`. */
export interface Prefix {
  readonly family: IpFamily;
  readonly value: bigint;
  readonly length: number;
}

/**
 * A prefix-preserving permutation of the addresses of a family, as in Xu, Fan, Ammar and Moon, "Prefix-Preserving IP
 * Address Anonymization" (ICNP 2002): whether a bit is turned over depends on the key and the bits before it, so that two
 * addresses share as many leading bits afterwards as before. Beyond that,
 * - each of `blocks` stays where it is: what is private, or loopback, or globally routable stays so;
 * - right behind the bits that this fixes one bit is always turned over, so that no address stands for itself;
 * - the way from a prefix down to one of the `paths` below it stays, so that a range, or the network and broadcast
 *   address of a subnet, stays one. The bit that is always turned over comes first.
 */
export class PrefixCipher {
  readonly #key: Uint8Array;
  readonly #fixed: Nodes;
  readonly #straight: Nodes;
  readonly #bytes = new Map<string, Buffer>();

  constructor(key: Uint8Array, blocks: readonly Prefix[], paths: readonly Prefix[]) {
    this.#key = key;
    this.#fixed = nodesOf(
      blocks,
      () => 0,
      ({ length }) => length,
    );
    this.#straight = nodesOf(
      paths,
      ({ length }) => length,
      ({ family }) => WIDTH[family],
    );
  }

  /** What stands for the first `length` bits of an address; the bits behind them are 0. */
  encipher({ family, value, length }: Prefix): bigint {
    const width = WIDTH[family];
    const [fixed, straight] = [this.#fixed[family], this.#straight[family]];
    let result = 0n;
    let before = 0n;
    let isFixed = true;
    let way = 0;
    let bits = this.#bits(family, 0, 0n);
    for (let at = 0; at < length; at++) {
      if (at > 0 && at % 8 === 0) {
        bits = this.#bits(family, at, before);
        way = 0;
      }
      // Below a prefix that leads to no block there is none either.
      const wasFixed = isFixed;
      isFixed = isFixed && fixed[at]?.has(before) === true;
      const turned =
        !isFixed && (wasFixed || (straight[at]?.has(before) !== true && isSet(bits, at % 8, way)));
      const bit = (value >> BigInt(width - 1 - at)) & 1n;
      before = (before << 1n) | bit;
      way = (way << 1) | Number(bit);
      result = (result << 1n) | (turned ? 1n - bit : bit);
    }
    return result << BigInt(width - length);
  }

  /** One HMAC gives the 255 bits for all ways through the byte behind a prefix. */
  #bits(family: IpFamily, length: number, prefix: bigint): Buffer {
    const label = `address ${family} ${length} ${prefix}`;
    const known = this.#bytes.get(label) ?? createHmac('sha256', this.#key).update(label).digest();
    this.#bytes.set(label, known);
    return known;
  }
}

/** The prefixes of a family, by their length. */
type Nodes = Readonly<Record<IpFamily, readonly (ReadonlySet<bigint> | undefined)[]>>;

/** All prefixes on the ways to `ends`, of each from one length up to another. */
function nodesOf(ends: readonly Prefix[], from: (end: Prefix) => number, to: (end: Prefix) => number): Nodes {
  const nodes: Record<IpFamily, (Set<bigint> | undefined)[]> = { ipv4: [], ipv6: [] };
  for (const end of ends) {
    const sets = nodes[end.family];
    for (let length = from(end); length < to(end); length++) {
      const set = sets[length] ?? new Set();
      sets[length] = set.add(end.value >> BigInt(WIDTH[end.family] - length));
    }
  }
  return nodes;
}

/** The bit for a way of `depth` steps into a byte's tree, whose nodes are counted level by level. */
function isSet(bits: Buffer, depth: number, way: number): boolean {
  const place = (1 << depth) - 1 + way;
  return (((bits[place >> 3] ?? 0) >> (place & 7)) & 1) === 1;
}
