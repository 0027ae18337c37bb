import type { NatTarget, PortRange } from '../../model/ruleset.js';
import type { Bound } from '../../net/address-set.js';
import type { Endpoint } from '../world.js';

/** Where a NAT statement sends to; what it does not name stays. */
export type FixedTarget = Omit<Extract<NatTarget, { kind: 'fixed' }>, 'kind'>;

/** A range of targets up to this size is followed target by target. */
const MAX_TARGETS = 16;

/**
 * Where the connection may be sent: one place, or those between which the kernel chooses by a hash. A port that lies in
 * the range stays (nf_nat_core.c, get_unique_tuple). Undefined when they are too many.
 */
export function endpoints(target: FixedTarget, local: Endpoint): readonly Endpoint[] | undefined {
  const addresses = addressChoices(target, local.address);
  const ports = portChoices(target.ports, local.port);
  if (addresses === undefined || ports === undefined) return undefined;
  if (addresses.length * ports.length > MAX_TARGETS) return undefined;
  return addresses.flatMap((address) => ports.map((port) => ({ address, port })));
}

function addressChoices({ addresses, netmap }: FixedTarget, own: Bound): readonly Bound[] | undefined {
  if (addresses === undefined) return [own];
  const [first, last] = addresses;
  if (netmap !== undefined) return [mergePrefix(first, own, netmap)];
  if (BigInt(last) - BigInt(first) >= BigInt(MAX_TARGETS)) return undefined;
  const choices: Bound[] = [];
  if (typeof first === 'bigint') for (let value = first; value <= BigInt(last); value++) choices.push(value);
  else for (let value = first; value <= Number(last); value++) choices.push(value);
  return choices;
}

function portChoices(ports: PortRange | undefined, own: number): readonly number[] | undefined {
  if (ports === undefined || (ports.first <= own && own <= ports.last)) return [own];
  if (ports.last - ports.first >= MAX_TARGETS) return undefined;
  return Array.from({ length: ports.last - ports.first + 1 }, (_, i) => ports.first + i);
}

/** NETMAP: the first `length` bits of `network`, the others of `host`. */
function mergePrefix(network: Bound, host: Bound, length: number): Bound {
  const bits = typeof network === 'bigint' ? 128 : 32;
  const low = (1n << BigInt(bits - length)) - 1n;
  const merged = (BigInt(network) & ~low) | (BigInt(host) & low);
  return typeof network === 'bigint' ? merged : Number(merged);
}
