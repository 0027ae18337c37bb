import type { Route, RouteType } from '../../model/facts.js';
import { type AddressMap, longestPrefixMap, type PrefixValue } from '../../net/address-map.js';
import { type AddressSet, type Bound, contains, type IpFamily } from '../../net/address-set.js';
import { parseCidr } from '../../net/cidr.js';

/** What routing decided for a packet. `none`: no table had a route, or one said that there is none. */
export interface Hop {
  readonly type: Exclude<RouteType, 'throw' | 'nat'> | 'none';
  /** Several for multipath: which one a packet takes depends on a hash. */
  readonly devices: readonly string[];
  readonly table?: number;
  readonly gateway?: string;
  readonly prefixLength: number;
}

export const NO_ROUTE: Hop = { type: 'none', devices: [], prefixLength: 0 };
/** Marks the addresses for which a table has nothing to say, so that the next rule is asked. */
export const NEXT_RULE: Hop = { type: 'none', devices: [], prefixLength: -1 };

/** One routing table, ready to be asked. */
export interface FibTable {
  /** Blocks of IPv6 source-specific routes ("from"). */
  readonly sourceBlocks: readonly AddressSet[];
  /** The whole table as a map of destinations, for packets with this source that must leave by `oif` if it is given. */
  lookup(source: Bound | undefined, oif: string | undefined): AddressMap<Hop>;
}

interface PreparedRoute {
  readonly block: AddressSet;
  readonly length: number;
  readonly source?: AddressSet;
  readonly route: Route;
  readonly devices: readonly string[];
}

/**
 * Prepares the routes of one table, as fib_table_lookup and fib6_table_lookup use them: the longest prefix that has an
 * eligible route, of those the lowest metric. `passesOver` tells which routes the kernel skips (dead, link down).
 */
export function fibTable(
  family: IpFamily,
  routes: readonly Route[],
  passesOver: (route: Route) => boolean,
): FibTable {
  const prepared = routes
    .filter((route) => route.dead !== true && !passesOver(route))
    .flatMap(prepare)
    // Stable: of equal routes the first listed stays first.
    .sort((a, b) => sourceLength(b) - sourceLength(a) || a.route.metric - b.route.metric);
  const sourceBlocks = prepared.flatMap(({ source }) => (source === undefined ? [] : [source]));
  const maps = new Map<string, AddressMap<Hop>>();
  return {
    sourceBlocks,
    lookup(source, oif) {
      const key = `${oif ?? ''} ${sourceBlocks.length === 0 ? '' : source}`;
      const known = maps.get(key);
      if (known !== undefined) return known;
      const eligible = prepared.filter((route) => isEligible(route, source, oif));
      const made = longestPrefixMap(family, hops(eligible, oif), NEXT_RULE);
      maps.set(key, made);
      return made;
    },
  };
}

function prepare(route: Route): PreparedRoute[] {
  const block = parseCidr(route.destination);
  if (block === undefined) return [];
  const source = route.from === undefined ? undefined : parseCidr(route.from);
  const devices = route.nexthops?.map(({ device }) => device) ?? [route.device];
  return [
    {
      block,
      length: prefixLength(route.destination, route.family),
      source,
      route,
      devices: [...new Set(devices.filter((device) => device !== undefined))],
    },
  ];
}

function isEligible(candidate: PreparedRoute, source: Bound | undefined, oif: string | undefined): boolean {
  if (candidate.source !== undefined && (source === undefined || !contains(candidate.source, source)))
    return false;
  // A route that has no device (blackhole, …) is met before devices are compared.
  return oif === undefined || candidate.devices.length === 0 || candidate.devices.includes(oif);
}

function hops(routes: readonly PreparedRoute[], oif: string | undefined): PrefixValue<Hop>[] {
  return routes.map(({ block, length, route, devices }) => ({
    block,
    length,
    value:
      route.type === 'throw' || route.type === 'nat'
        ? NEXT_RULE
        : {
            type: route.type,
            devices: oif === undefined ? devices : devices.filter((device) => device === oif),
            table: route.table,
            gateway: route.gateway,
            prefixLength: length,
          },
  }));
}

function sourceLength({ route }: PreparedRoute): number {
  return route.from === undefined ? -1 : prefixLength(route.from, route.family);
}

/** The length in "10.0.0.0/8"; that of a host where none is written. */
function prefixLength(cidr: string, family: IpFamily): number {
  const slash = cidr.indexOf('/');
  return slash < 0 ? (family === 'ipv4' ? 32 : 128) : Number(cidr.slice(slash + 1));
}
