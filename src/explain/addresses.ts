import { parseAddress } from '../net/address.js';
import { type AddressSet, contains, type IpFamily } from '../net/address-set.js';
import { globallyRoutable, special } from '../net/special.js';

/** True when hosts on the internet can send to `address` (of a CIDR: to its first address). */
export function isGloballyRoutable(address: string): boolean {
  return isIn(address, globallyRoutable);
}

/** True for 127.0.0.0/8 and ::1. */
export function isLoopback(address: string): boolean {
  return isIn(address, (family) => special(family, 'loopback'));
}

/** True for multicast groups of both families. */
export function isMulticast(address: string): boolean {
  return isIn(address, (family) => special(family, 'multicast'));
}

/** True for RFC 1918 addresses, unique local ones (RFC 4193), the shared block 100.64.0.0/10 and link-local ones. */
export function isPrivate(address: string): boolean {
  return PRIVATE_KINDS.some((kind) => isIn(address, (family) => special(family, kind)));
}

const PRIVATE_KINDS = ['private', 'shared', 'link-local'] as const;

/** True for 169.254.0.0/16 and fe80::/10, with or without a zone. */
export function isLinkLocal(address: string): boolean {
  return isIn(address, (family) => special(family, 'link-local'));
}

function isIn(text: string, setOf: (family: IpFamily) => AddressSet): boolean {
  const address = parseAddress(text.replace(/\/.*$/, ''));
  return address !== undefined && contains(setOf(address.family), address.value);
}
