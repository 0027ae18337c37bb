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
  readonly #fixed = new Set<string>();
  readonly #straight = new Set<string>();
  readonly #bytes = new Map<string, Buffer>();

  constructor(key: Uint8Array, blocks: readonly Prefix[], paths: readonly Prefix[]) {
    this.#key = key;
    for (const block of blocks)
      for (let length = 0; length < block.length; length++) this.#fixed.add(nodeOf(block, length));
    for (const path of paths)
      for (let length = path.length; length < WIDTH[path.family]; length++)
        this.#straight.add(nodeOf(path, length));
  }

  /** What stands for the first `length` bits of an address; the bits behind them are 0. */
  encipher({ family, value, length }: Prefix): bigint {
    const width = WIDTH[family];
    let result = 0n;
    let parentFixed = true;
    for (let at = 0; at < length; at++) {
      const prefix = { family, value, length: at };
      const node = nodeOf(prefix, at);
      const fixed = this.#fixed.has(node);
      const flip = fixed ? 0n : parentFixed ? 1n : this.#straight.has(node) ? 0n : this.#bit(prefix);
      parentFixed = fixed;
      const bit = (value >> BigInt(width - 1 - at)) & 1n;
      result = (result << 1n) | (bit ^ flip);
    }
    return result << BigInt(width - length);
  }

  /** One HMAC gives the 255 bits for all ways through a byte. */
  #bit({ family, value, length }: Prefix): bigint {
    const whole = length & ~7;
    const label = nodeOf({ family, value, length: whole }, whole);
    const bytes =
      this.#bytes.get(label) ?? createHmac('sha256', this.#key).update(`address ${label}`).digest();
    this.#bytes.set(label, bytes);
    const inside = Number((value >> BigInt(WIDTH[family] - length)) & ((1n << BigInt(length - whole)) - 1n));
    const place = (1 << (length - whole)) - 1 + inside;
    return BigInt(((bytes[place >> 3] ?? 0) >> (place & 7)) & 1);
  }
}

function nodeOf({ family, value }: Prefix, length: number): string {
  return `${family} ${length} ${value >> BigInt(WIDTH[family] - length)}`;
}
