import { parseAddress } from '../net/address.js';
import { type AddressSet, contains, type IpFamily } from '../net/address-set.js';
import { globallyRoutable, special } from '../net/special.js';

/** How many addresses are kept before all are let go. */
const ROOM = 4096;

/** Whether an address (of a CIDR: its first address) is in a set; asked again and again of the few that a host has. */
function membership(setOf: (family: IpFamily) => AddressSet): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    let isIn = known.get(text);
    if (isIn === undefined) {
      const address = parseAddress(text.replace(/\/.*$/, ''));
      isIn = address !== undefined && contains(setOf(address.family), address.value);
      if (known.size >= ROOM) known.clear();
      known.set(text, isIn);
    }
    return isIn;
  };
}

/** True when hosts on the internet can send to the address. */
export const isGloballyRoutable = membership(globallyRoutable);

/** True for 127.0.0.0/8 and ::1. */
export const isLoopback = membership((family) => special(family, 'loopback'));

/** True for multicast groups of both families. */
export const isMulticast = membership((family) => special(family, 'multicast'));

/** True for 169.254.0.0/16 and fe80::/10, with or without a zone. */
export const isLinkLocal = membership((family) => special(family, 'link-local'));

const isOfPrivateNetwork = membership((family) => special(family, 'private'));
const isShared = membership((family) => special(family, 'shared'));

/** True for RFC 1918 addresses, unique local ones (RFC 4193), the shared block 100.64.0.0/10 and link-local ones. */
export function isPrivate(address: string): boolean {
  return isOfPrivateNetwork(address) || isShared(address) || isLinkLocal(address);
}
