import { parseAddress } from '../../net/address.js';
import { type Bound, contains } from '../../net/address-set.js';
import { prefixSet } from '../../net/cidr.js';
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

/**
 * The address that `masquerade` gives to packets on their way to `destination`: one of the output device, in the network of
 * the destination if it has one there, else its first (inet_select_addr, ipv6_dev_get_saddr).
 */
export function masqueradeAddress(passage: Passage, destination: Bound): Bound | undefined {
  const { family } = passage;
  const held = (passage.environment.interfaces.get(passage.oif ?? '')?.addresses ?? []).flatMap((entry) => {
    const value =
      entry.family === family && !entry.tentative ? parseAddress(entry.address)?.value : undefined;
    if (value === undefined || (family === 'ipv6' && isLinkLocal(value) !== isLinkLocal(destination)))
      return [];
    return [{ value, network: prefixSet(family, value, entry.prefix) }];
  });
  return (held.find(({ network }) => contains(network, destination)) ?? held[0])?.value;
}

/** True for fe80::/10. */
export function isLinkLocal(value: Bound): boolean {
  return BigInt(value) >> 118n === 0xfe80n >> 6n;
}
