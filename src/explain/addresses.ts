import ipaddr from 'ipaddr.js';

/** True when hosts on the internet can send to `address` (a CIDR: to its first address). */
export function isGloballyRoutable(address: string): boolean {
  return rangeOf(address) === 'unicast';
}

/** True for multicast groups of both families. */
export function isMulticast(address: string): boolean {
  return rangeOf(address) === 'multicast';
}

/** True for 169.254.0.0/16 and fe80::/10. */
export function isLinkLocal(address: string): boolean {
  return rangeOf(address) === 'linkLocal';
}

function rangeOf(address: string): string | undefined {
  const bare = address.replace(/[/%].*$/, '');
  return ipaddr.isValid(bare) ? ipaddr.process(bare).range() : undefined;
}
