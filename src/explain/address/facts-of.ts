import { formatAddress, parseAddress } from '../../net/address.js';
import { type Bound, contains, intersect, isEmpty, overlaps, subtract } from '../../net/address-set.js';
import { parseCidr } from '../../net/cidr.js';
import { globallyRoutable } from '../../net/special.js';
import type { AddressFacts } from './address-facts.js';
import { broadcast, multicast } from './kinds/group.js';
import { linkLocalIpv4, linkLocalIpv6 } from './kinds/link-local.js';
import { LOOPBACK_IPV6, loopbackIpv4 } from './kinds/loopback.js';
import { RARE_BLOCKS } from './kinds/rare-blocks.js';
import { rare, unassigned, v4Mapped } from './kinds/special.js';
import { documentation, globalUnicast, privateIpv4, sharedIpv4, uniqueLocal } from './kinds/unicast.js';
import { ANY_IPV4, ANY_IPV6, THIS_NETWORK } from './kinds/unspecified.js';

type Describe = (address: string, zone: string | undefined) => AddressFacts;

/** IANA's special-purpose registries (RFC 6890 and its updates), the more specific block before the one around it. */
const BLOCKS: readonly (readonly [block: string, describe: Describe])[] = [
  ['0.0.0.0/32', () => ANY_IPV4],
  ['0.0.0.0/8', () => THIS_NETWORK],
  ['127.0.0.0/8', loopbackIpv4],
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(
    (block) => [block, (address: string) => privateIpv4(address, block)] as const,
  ),
  ['100.64.0.0/10', sharedIpv4],
  ['169.254.0.0/16', linkLocalIpv4],
  ...['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'].map(
    (block) => [block, (address: string) => documentation(address, block, 'RFC 5737')] as const,
  ),
  ['224.0.0.0/4', multicast],
  ['255.255.255.255/32', broadcast],
  ['::/128', () => ANY_IPV6],
  ['::1/128', () => LOOPBACK_IPV6],
  ['::ffff:0:0/96', (address) => v4Mapped(address, mappedIpv4(address) ?? address)],
  ['2001:db8::/32', (address) => documentation(address, '2001:db8::/32', 'RFC 3849')],
  ['3fff::/20', (address) => documentation(address, '3fff::/20', 'RFC 9637')],
  ['fc00::/7', uniqueLocal],
  ['fe80::/10', linkLocalIpv6],
  ['ff00::/8', multicast],
  ...Object.keys(RARE_BLOCKS).map((block) => [block, (address: string) => rare(address, block)] as const),
];

/**
 * What is known of `address` (standard spelling, zone allowed) wherever it is met. `broadcasts` are the broadcast
 * addresses of the networks at hand, which only their interfaces tell.
 */
export function factsOf(address: string, broadcasts: readonly string[] = []): AddressFacts {
  const parsed = parseAddress(address);
  if (parsed === undefined) throw new TypeError(`not an address: ${address}`);
  const bare = formatAddress(parsed.family, parsed.value);
  if (broadcasts.includes(bare)) return broadcast(bare);
  for (const [block, describe] of BLOCKS) {
    const set = parseCidr(block);
    if (set?.family === parsed.family && contains(set, parsed.value)) return describe(bare, parsed.zone);
  }
  return contains(globallyRoutable(parsed.family), parsed.value) ? globalUnicast(bare) : unassigned(bare);
}

/** The kinds of the addresses in a network, in the order of the table above, what is in no block last. */
export function kindsIn(network: string): readonly string[] {
  const kinds = new Set<string>();
  let rest = parseCidr(network);
  if (rest === undefined) throw new TypeError(`not a network: ${network}`);
  for (const [block, describe] of BLOCKS) {
    const set = parseCidr(block);
    if (set?.family !== rest.family || !overlaps(set, rest)) continue;
    kinds.add(describe(formatAddress(rest.family, intersect(set, rest).bounds[0] as Bound), undefined).kind);
    rest = subtract(rest, set);
  }
  const global = globallyRoutable(rest.family);
  if (overlaps(rest, global)) kinds.add('global');
  if (!isEmpty(subtract(rest, global))) kinds.add('unassigned');
  return [...kinds];
}

/** The IPv4 address inside a v4-mapped one; undefined for others. */
export function mappedIpv4(address: string): string | undefined {
  const parsed = parseAddress(address);
  if (parsed?.family !== 'ipv6') return undefined;
  const value = BigInt(parsed.value);
  return value >> 32n === 0xffffn ? formatAddress('ipv4', Number(value & 0xffffffffn)) : undefined;
}
