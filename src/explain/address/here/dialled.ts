import { parseAddress } from '../../../net/address.js';
import { contains } from '../../../net/address-set.js';
import { parseCidr } from '../../../net/cidr.js';
import { mappedIpv4 } from '../facts-of.js';

/** Systems whose programs reach loopback when they connect to 0.0.0.0 or `::`. */
const TAKES_ANY_FOR_ITSELF: readonly string[] = ['linux', 'darwin'];

/**
 * The address that a program on `platform` really talks to when it is told `address`: the IPv4 one for a v4-mapped one,
 * loopback for 0.0.0.0 and `::` where the system takes them for this host, undefined where it does not, or where that is not known.
 */
export function dialledAddress(address: string, platform: string): string | undefined {
  const loopback = { '0.0.0.0': '127.0.0.1', '::': '::1' }[address];
  if (loopback !== undefined) return TAKES_ANY_FOR_ITSELF.includes(platform) ? loopback : undefined;
  const ipv4 = mappedIpv4(address);
  return ipv4 === undefined ? address : dialledAddress(ipv4, platform);
}

/** True when `destinations` (addresses or CIDRs, zones allowed) have `address` among them. */
export function isAmong(address: string, destinations: readonly string[]): boolean {
  const wanted = parseAddress(address);
  if (wanted === undefined) return false;
  return destinations.some((text) => {
    const [bare = '', zone] = splitZone(text);
    if (zone !== undefined && wanted.zone !== undefined && zone !== wanted.zone) return false;
    const set = parseCidr(bare);
    return set?.family === wanted.family && contains(set, wanted.value);
  });
}

/** "fe80::1%eth0/64" → ["fe80::1/64", "eth0"]. */
function splitZone(text: string): [bare: string, zone?: string] {
  const match = /^([^%]*)%([^/]*)(\/.*)?$/.exec(text);
  return match === null ? [text] : [`${match[1]}${match[3] ?? ''}`, match[2]];
}
