import { parseAddress } from '../../net/address.js';
import type { Bound } from '../../net/address-set.js';
import type { Passage } from './packet.js';

/**
 * The address that `redirect` and `tproxy` without an address take: the first of the input device, for IPv6 one of the
 * scope of the dialled address (nf_nat_redirect.c). Undefined when the device has none: the packet is dropped.
 */
export function primaryAddress(passage: Passage, dialled: Bound): Bound | undefined {
  const { family } = passage;
  const addresses = passage.environment.interfaces.get(passage.iif ?? '')?.addresses ?? [];
  for (const entry of addresses) {
    if (entry.family !== family || entry.tentative) continue;
    const value = parseAddress(entry.address)?.value;
    if (value === undefined) continue;
    if (family === 'ipv4' || isLinkLocal(value) === isLinkLocal(dialled)) return value;
  }
  return undefined;
}

/** True for fe80::/10. */
export function isLinkLocal(value: Bound): boolean {
  return BigInt(value) >> 118n === 0xfe80n >> 6n;
}
