import { AUDIENCES, type Audience, type Exposure } from '../model/listener.js';
import type { Permission, PolicyEntry } from '../model/policy.js';
import type { ReachEntry } from '../model/reach.js';
import { overlaps, subtract, union } from '../net/address-set.js';
import { cidrList, type ParsedCidrs, parseCidr, parseCidrs } from '../net/cidr.js';
import { globalGroups, globallyRoutable } from '../net/special.js';
import { withoutZone } from './formats.js';
import { concernsWay } from './match.js';

/** The part of `reach` that neither the default nor one of `entries` permits. */
export function beyond(
  reach: readonly ReachEntry[],
  fallback: Exposure,
  entries: readonly PolicyEntry[],
): readonly ReachEntry[] {
  return reach.flatMap((way) => {
    const permissions = entries
      .filter((entry) => concernsWay(entry, way))
      .flatMap(({ reachableBy }) => reachableBy);
    const widest = Math.max(
      rankOf(fallback),
      ...permissions.map((each) => (each.kind === 'audience' ? rankOf(each.audience) : -1)),
    );
    if (rankOf(countedAudience(way)) <= widest) return [];
    const sources = withoutNetworks(way.sources, permissions);
    return sources.length === 0 ? [] : [sources === way.sources ? way : { ...way, sources }];
  });
}

/**
 * The audience that a way in counts for. As in `exposure`, the internet counts only where it can send to one of the addresses:
 * whoever sends under its addresses to private ones is somebody on the networks around.
 */
export function countedAudience({ audience, destinations }: ReachEntry): Audience {
  return audience === 'internet' && !destinations.some(isRoutable) ? 'private-networks' : audience;
}

function rankOf(audience: Exposure): number {
  return audience === 'none' ? -1 : AUDIENCES.indexOf(audience);
}

function withoutNetworks(sources: readonly string[], permissions: readonly Permission[]): readonly string[] {
  const networks = permissions.flatMap((each) => (each.kind === 'network' ? [each.network] : []));
  if (networks.length === 0) return sources;
  const left = networks.reduce(
    ({ ipv4, ipv6 }: ParsedCidrs, network) => ({
      ipv4: subtract(ipv4, network.ipv4),
      ipv6: subtract(ipv6, network.ipv6),
    }),
    parseCidrs(sources),
  );
  return [...cidrList(left.ipv4), ...cidrList(left.ipv6)];
}

/** All sources of some ways in, together. */
export function allSources(ways: readonly ReachEntry[]): ParsedCidrs {
  return ways
    .map(({ sources }) => parseCidrs(sources))
    .reduce((a, b) => ({ ipv4: union(a.ipv4, b.ipv4), ipv6: union(a.ipv6, b.ipv6) }), parseCidrs([]));
}

function isRoutable(destination: string): boolean {
  const set = parseCidr(withoutZone(destination));
  if (set === undefined) return false;
  return overlaps(set, globallyRoutable(set.family)) || overlaps(set, globalGroups(set.family));
}
