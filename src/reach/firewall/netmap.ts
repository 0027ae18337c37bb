import type { Bound } from '../../net/address-set.js';

/** NETMAP: the first `length` bits of `network`, the others of `host`. */
export function mergePrefix(network: Bound, host: Bound, length: number): Bound {
  const bits = typeof network === 'bigint' ? 128 : 32;
  const low = (1n << BigInt(bits - length)) - 1n;
  const merged = (BigInt(network) & ~low) | (BigInt(host) & low);
  return typeof network === 'bigint' ? merged : Number(merged);
}
