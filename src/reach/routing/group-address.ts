import type { NamespaceFacts } from '../../model/facts.js';
import { formatAddress } from '../../net/address.js';
import { type Bound, contains, type IpFamily } from '../../net/address-set.js';
import { special } from '../../net/special.js';
import type { Network } from './network.js';

/** 255.255.255.255, RFC 919 §7. */
export const LIMITED_BROADCAST = 0xffffffff;

/** True for what many hosts listen to at once: multicast groups, and the broadcast addresses that routes know. */
export function isGroupAddress(network: Network, family: IpFamily, address: Bound): boolean {
  if (contains(special(family, 'multicast'), address) || address === LIMITED_BROADCAST) return true;
  return family === 'ipv4' && network.fib.ipv4.lookup({ iif: 'lo' }, address).type === 'broadcast';
}

/** Whether packets for the group are taken in by the device; undefined when memberships could not be read. */
export function takesGroup(
  { multicast }: NamespaceFacts,
  device: string,
  family: IpFamily,
  group: Bound,
): boolean | undefined {
  if (!contains(special(family, 'multicast'), group)) return true;
  const text = formatAddress(family, group);
  return multicast?.some((member) => member.device === device && member.group === text);
}
