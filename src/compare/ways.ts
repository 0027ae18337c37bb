import type { Compared } from '../model/change.js';
import type { ReachEntry } from '../model/reach.js';
import { type AddressSet, isSubset } from '../net/address-set.js';
import { parseCidr } from '../net/cidr.js';

/** What some listeners' entries say of one interface and port, by the destination that is dialled. */
export interface Way {
  readonly byDestination: ReadonlyMap<string, readonly ReachEntry[]>;
  /** Those of the destinations that are more than one address, longest prefix first. */
  readonly prefixes: readonly { readonly destination: string; readonly set: AddressSet }[];
}

/** The entries of `subjects` by namespace, interface and port; with `groups`, those by broadcast addresses and groups as well. */
export function waysOf(
  subjects: readonly Compared[],
  labels: ReadonlyMap<string, string>,
  groups: boolean,
): ReadonlyMap<string, Way> {
  const ways = new Map<string, Map<string, ReachEntry[]>>();
  for (const { reach, groupReach = [] } of subjects) {
    for (const entry of groups ? [...reach, ...groupReach] : reach) {
      const key = wayKey(entry, labels);
      const way = ways.get(key) ?? new Map<string, ReachEntry[]>();
      ways.set(key, way);
      for (const destination of entry.destinations) {
        const entries = way.get(destination);
        if (entries === undefined) way.set(destination, [entry]);
        else entries.push(entry);
      }
    }
  }
  return new Map(
    [...ways].map(([key, byDestination]) => [key, { byDestination, prefixes: prefixesOf(byDestination) }]),
  );
}

function wayKey(entry: ReachEntry, labels: ReadonlyMap<string, string>): string {
  return JSON.stringify([labels.get(entry.namespace) ?? entry.namespace, entry.interface, entry.port]);
}

function prefixesOf(byDestination: ReadonlyMap<string, unknown>): Way['prefixes'] {
  return [...byDestination.keys()]
    .filter((destination) => destination.includes('/'))
    .sort((a, b) => lengthOf(b) - lengthOf(a))
    .flatMap((destination) => {
      const set = parseCidr(destination);
      return set === undefined ? [] : [{ destination, set }];
    });
}

function lengthOf(destination: string): number {
  return Number(destination.slice(destination.indexOf('/') + 1));
}

/** The entries for a destination: its own or, failing these, those of the longest prefix that it is in. */
export function entriesFor(way: Way | undefined, destination: string): readonly ReachEntry[] {
  const own = way?.byDestination.get(destination);
  if (own !== undefined || way === undefined || way.prefixes.length === 0) return own ?? [];
  const set = parseCidr(destination);
  const prefix =
    set && way.prefixes.find((each) => each.set.family === set.family && isSubset(set, each.set));
  return (prefix && way.byDestination.get(prefix.destination)) ?? [];
}
