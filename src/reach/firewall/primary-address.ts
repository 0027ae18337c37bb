import type { Interface } from '../../model/facts.js';
import { parseAddress } from '../../net/address.js';
import { type Bound, contains, type IpFamily } from '../../net/address-set.js';
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
 * the destination if it has one there, else its first (inet_select_addr, ipv6_dev_get_saddr). IPv6 prefers the destination itself
 * where it is one of ours (RFC 6724 §5, rule 1).
 */
export function masqueradeAddress(passage: Passage, destination: Bound): Bound | undefined {
  const { family, oif } = passage;
  const { interfaces } = passage.environment;
  const isOwn = () =>
    [...interfaces.values()].some((device) =>
      addressesOf(device, family).some(({ value }) => value === destination),
    );
  if (family === 'ipv6' && isOwn()) return destination;
  const held = addressesOf(interfaces.get(oif ?? ''), family).filter(
    ({ value, scope }) =>
      scope !== 'host' && (family === 'ipv4' || isLinkLocal(value) === isLinkLocal(destination)),
  );
  const here = held.find(({ network }) => contains(network, destination)) ?? held[0];
  if (here !== undefined || family === 'ipv6') return here?.value;
  // A device without an address that may leave it borrows one: lo, above all.
  const others = [...interfaces.values()].sort((a, b) => a.index - b.index);
  return others.flatMap((device) => addressesOf(device, family)).find(({ scope }) => scope === 'global')
    ?.value;
}

function addressesOf(device: Interface | undefined, family: IpFamily) {
  return (device?.addresses ?? []).flatMap(({ address, prefix, scope, tentative, ...entry }) => {
    const value = entry.family === family && !tentative ? parseAddress(address)?.value : undefined;
    return value === undefined ? [] : [{ value, scope, network: prefixSet(family, value, prefix) }];
  });
}

/** True for fe80::/10. */
export function isLinkLocal(value: Bound): boolean {
  return BigInt(value) >> 118n === 0xfe80n >> 6n;
}
