import type { AuditInterface } from '../model/audit.js';
import type { Interface, InterfaceAddress } from '../model/facts.js';
import type { Audience } from '../model/listener.js';
import type { ReachEntry } from '../model/reach.js';
import type { ReasonCode } from '../model/reason.js';
import { type Address, parseAddress } from '../net/address.js';
import {
  type AddressSet,
  type IpFamily,
  intersect,
  isEmpty,
  overlaps,
  size,
  subtract,
  union,
  unionAll,
} from '../net/address-set.js';
import { parseCidr, toCidrs } from '../net/cidr.js';
import { globallyRoutable, special } from '../net/special.js';
import { addressesIn, filled, without } from './ranges.js';

/** The part of an audience that comes in by one interface. */
export interface AudienceGroup {
  readonly interface: string;
  /** Networks of the interface, where the whole audience of their family is in the group. */
  readonly networks: readonly string[];
  /** All that is in it, where it is whole and few words name it. */
  readonly span: readonly string[];
  /** What is in it of a family of which only some are. */
  readonly ranges: readonly string[];
  /** True when `ranges` are more than half of the families that they are of. */
  readonly most: boolean;
  /** The few that are missing of what counts as whole. */
  readonly except: readonly string[];
  readonly whole: readonly IpFamily[];
  /** Families in which packets from this audience arrive at all. */
  readonly families: readonly IpFamily[];
}

/** Reasons that speak of spoofed or unroutable sources: nobody who could be let in is behind them. */
export const NOBODY_BEHIND: ReadonlySet<ReasonCode> = new Set([
  'loopback-martian',
  'reverse-path',
  'no-return-route',
]);

/**
 * Sorts the sources of `entries` (of one interface and audience) into whole networks and parts. `rivals` are the entries
 * of the same interface and audience with any verdict: the audience is whole when it has all of their sources,
 * or all but `exceptions` ranges, and that is said shorter than what it has.
 */
export function describeGroup(
  name: string,
  entries: readonly ReachEntry[],
  rivals: readonly ReachEntry[],
  device: AuditInterface | undefined,
  own: readonly Address[],
  exceptions = 0,
): AudienceGroup {
  const networks: string[] = [];
  const span: string[] = [];
  const ranges: string[] = [];
  const except: string[] = [];
  let most = true;
  const whole: IpFamily[] = [];
  const families: IpFamily[] = [];
  const audience = entries[0]?.audience ?? 'local-network';
  for (const family of ['ipv4', 'ipv6'] as const) {
    const people = rivals.filter((rival) => !NOBODY_BEHIND.has(rival.reason.code));
    const links = isNear(audience) ? networksOf(device, family) : [];
    const seen = likely(sourcesOf(family, people), links);
    const everyone = audience === 'internet' ? atLeastMost(seen) : seen;
    if (isEmpty(everyone)) continue;
    families.push(family);
    const these = likely(sourcesOf(family, entries), links);
    if (isEmpty(these)) continue;
    const missing = fewRanges(filled(without(subtract(everyone, these), own), own), exceptions);
    // Every range takes a CIDR at least: where there are more of them than exceptions, the exceptions are shorter.
    const present = filled(these, own);
    const isShort = missing !== undefined && present.bounds.length > 2 * missing.length;
    const words = isShort ? [] : toCidrs(present, true);
    if (missing === undefined || (!isShort && missing.length >= words.length)) {
      ranges.push(...words);
      most &&= size(these) * 2n > size(everyone);
      continue;
    }
    whole.push(family);
    except.push(...missing);
    span.push(...(fewRanges(present, FEW_RANGES) ?? []));
    networks.push(...links.filter((network) => holdsSome(network, these)));
  }
  return { interface: name, networks, span, ranges, most, except, whole, families };
}

function isNear(audience: Audience): boolean {
  return audience !== 'private-networks' && audience !== 'internet';
}

/** The internet as a whole, unless `seen` is most of it: rules of NAT that look at the source leave entries for a part alone. */
function atLeastMost(seen: AddressSet): AddressSet {
  const whole = globallyRoutable(seen.family);
  return isEmpty(seen) || 2n * size(seen) > size(whole) ? seen : union(seen, whole);
}

/** As many ranges as a sentence can name. */
const FEW_RANGES = 2;

/** A set in words if they are `limit` ranges at most. */
function fewRanges(set: AddressSet, limit: number): readonly string[] | undefined {
  if (set.bounds.length > 2 * limit) return undefined;
  const words = toCidrs(set, true);
  return words.length > limit ? undefined : words;
}

function sourcesOf(family: IpFamily, entries: readonly ReachEntry[]): AddressSet {
  return unionAll(
    family,
    entries.map((entry) => addressesIn(family, entry.sources)),
  );
}

/** The networks that an interface stands in, by its addresses: "10.1.0.0/24". */
function networksOf(device: AuditInterface | undefined, family: IpFamily): string[] {
  const networks = new Set<string>();
  for (const address of device?.addresses ?? []) {
    if (address.family !== family) continue;
    const network = parseCidr(`${address.peer ?? address.address}/${address.prefix}`);
    for (const cidr of network === undefined ? [] : toCidrs(network)) networks.add(cidr);
  }
  return [...networks];
}

function holdsSome(network: string, sources: AddressSet): boolean {
  const set = parseCidr(network);
  return set !== undefined && overlaps(set, sources);
}

/** True when `cidrs` hold addresses of the networks of an interface: what else comes in by it is spoofed or a stray. */
export function areAtHome(cidrs: readonly string[], device: AuditInterface | undefined): boolean {
  return (['ipv4', 'ipv6'] as const).some((family) => {
    const sources = addressesIn(family, cidrs);
    return networksOf(device, family).some((network) => holdsSome(network, sources));
  });
}

/**
 * Of a set what is worth naming: addresses of the link's own networks; else those that are not link-local, since every
 * link has fe80::/64 and 169.254.0.0/16; else all.
 */
function likely(set: AddressSet, networks: readonly string[]): AddressSet {
  const others = subtract(set, special(set.family, 'link-local'));
  const home = intersect(
    others,
    unionAll(
      set.family,
      networks.map(parseCidr).filter((one) => one !== undefined),
    ),
  );
  if (!isEmpty(home)) return home;
  return isEmpty(others) ? set : others;
}

/**
 * Addresses that no other host sends from: those of this host, the first and last of its IPv4 networks (the network's own
 * and its broadcast address, RFC 1122 §3.2.1.3) and the first of its IPv6 ones (the routers' anycast address, RFC 4291 §2.6.1).
 */
export function ownAddresses(interfaces: readonly Interface[]): readonly Address[] {
  return interfaces.flatMap(({ addresses }) => addresses.flatMap(ownAndEdges));
}

function ownAndEdges({ address, prefix }: InterfaceAddress): Address[] {
  const own = parseAddress(address);
  if (own === undefined) return [];
  const [first, end] = parseCidr(`${address}/${prefix}`)?.bounds ?? [];
  if (first === undefined || end === undefined || prefix > 126) return [own];
  if (own.family === 'ipv6') return [own, { family: 'ipv6', value: first }];
  if (prefix > 30) return [own];
  return [own, { family: 'ipv4', value: first }, { family: 'ipv4', value: Number(end) - 1 }];
}
