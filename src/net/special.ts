import type { AddressSet, IpFamily } from './address-set.js';
import { intersect, subtract, unionAll } from './address-set.js';
import { parseCidr } from './cidr.js';

/**
 * The blocks of IANA's special-purpose address registries (RFC 6890, kept up at iana.org) and of the multicast
 * registries, as address sets. Each set is built on first use and then kept.
 */
export type SpecialKind =
  | 'loopback'
  | 'link-local'
  | 'private' // RFC 1918, RFC 4193 unique local
  | 'shared' // RFC 6598, carrier-grade NAT
  | 'documentation'
  | 'multicast'
  | 'this-network' // RFC 1122 §3.2.1.3 (a)
  | 'reserved';

const BLOCKS: Readonly<Record<IpFamily, Readonly<Record<SpecialKind, readonly string[]>>>> = {
  ipv4: {
    loopback: ['127.0.0.0/8'],
    'link-local': ['169.254.0.0/16'],
    private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'],
    shared: ['100.64.0.0/10'],
    documentation: ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'],
    multicast: ['224.0.0.0/4'],
    'this-network': ['0.0.0.0/8'],
    reserved: ['192.0.0.0/24', '198.18.0.0/15', '240.0.0.0/4'],
  },
  ipv6: {
    loopback: ['::1'],
    'link-local': ['fe80::/10'],
    private: ['fc00::/7'],
    shared: [],
    documentation: ['2001:db8::/32', '3fff::/20'],
    multicast: ['ff00::/8'],
    'this-network': ['::'],
    reserved: ['2001:2::/48', '2001:10::/28', '5f00::/16', '64:ff9b:1::/48', '100::/64'],
  },
};

/**
 * What may be globally reachable at all, and the parts of it that are not or are again (IANA's column of that name). The
 * single anycast addresses in 192.0.0.0/24 and 2001:1::/32 are left with their blocks: they serve, they are no source.
 */
const GLOBAL: Readonly<Record<IpFamily, { all: string[]; except: string[]; again: string[] }>> = {
  ipv4: { all: ['0.0.0.0/0'], except: Object.values(BLOCKS.ipv4).flat(), again: [] },
  ipv6: {
    // RFC 4291 §2.4 leaves the rest unassigned; 64:ff9b::/96 is NAT64 (RFC 6052).
    all: ['2000::/3', '64:ff9b::/96'],
    except: ['2001::/23', '2001:db8::/32', '3fff::/20'],
    // Teredo stands here because packets with its addresses do cross the internet.
    again: ['2001::/32', '2001:3::/32', '2001:4:112::/48', '2001:20::/28', '2001:30::/28'],
  },
};

/** Every block, as a CIDR, at whose bounds the meaning of an address changes: what `special` and `globallyRoutable` tell apart. */
export function boundaryBlocks(family: IpFamily): readonly string[] {
  const { all, except, again } = GLOBAL[family];
  return [...new Set([...Object.values(BLOCKS[family]).flat(), ...all, ...except, ...again])];
}

const cache = new Map<string, AddressSet>();

function once(key: string, make: () => AddressSet): AddressSet {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  return made;
}

/** The union of blocks written as CIDRs; throws on a text that is none, since only constants come here. */
function blocks(family: IpFamily, texts: readonly string[]): AddressSet {
  return unionAll(
    family,
    texts.map((text) => {
      const set = parseCidr(text);
      if (set === undefined) throw new TypeError(`not a CIDR: ${text}`);
      return set;
    }),
  );
}

/** Every address of the family that belongs to one of `kind`'s blocks. */
export function special(family: IpFamily, kind: SpecialKind): AddressSet {
  return once(`${family} ${kind}`, () => blocks(family, BLOCKS[family][kind]));
}

/**
 * Groups of multicast that routers of different networks may pass on to each other: neither those of one link nor those that
 * administrators keep to themselves (RFC 2365, RFC 4291 section 2.7).
 */
export function globalGroups(family: IpFamily): AddressSet {
  return once(`${family} global groups`, () =>
    family === 'ipv4'
      ? subtract(blocks(family, BLOCKS[family].multicast), blocks(family, ['224.0.0.0/24', '239.0.0.0/8']))
      : blocks(
          family,
          [...'0123456789abcdef'].map((flags) => `ff${flags}e::/16`),
        ),
  );
}

/** The unicast addresses that IANA calls globally reachable: those an internet host can have. */
export function globallyRoutable(family: IpFamily): AddressSet {
  return once(`${family} global`, () => {
    const { all, except, again } = GLOBAL[family];
    const rest = subtract(blocks(family, all), blocks(family, except));
    return unionAll(family, [rest, intersect(blocks(family, again), blocks(family, all))]);
  });
}
