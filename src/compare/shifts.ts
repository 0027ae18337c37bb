import type { Shift, Standing } from '../model/change.js';
import type { ReachEntry } from '../model/reach.js';
import type { Reason } from '../model/reason.js';
import { parseAddress } from '../net/address.js';
import {
  type AddressSet,
  contains,
  type IpFamily,
  intersect,
  isEmpty,
  overlaps,
  subtract,
  unionAll,
} from '../net/address-set.js';
import { cidrList, parseCidrs } from '../net/cidr.js';
import { entriesFor, type Way } from './ways.js';

/** Sources to whom something stands open on one side alone, and what decides about them on either side. */
export interface Difference extends Omit<Shift, 'before' | 'after'> {
  /** On the side where they get through. */
  readonly standing: Standing;
  readonly reason: Reason;
  /** On the other side. */
  readonly otherStanding: Standing;
  readonly otherReasons: readonly Reason[];
}

/** Whether a reason says nothing of the host, but that something was not known in one of the audits alone. */
export type IsUnknown = (reason: Reason) => boolean;

/** Addresses that are the host's own in a namespace, on one side alone. */
export interface OwnAddresses {
  readonly hereAlone: (namespace: string, family: IpFamily) => AddressSet;
  /** No peer there sends from them. */
  readonly thereAlone: (namespace: string, family: IpFamily) => AddressSet;
}

/** What gets through by the ways `here` more certainly than by `there`. */
export function differences(
  here: ReadonlyMap<string, Way>,
  there: ReadonlyMap<string, Way>,
  isUnknown: IsUnknown,
  own: OwnAddresses,
): readonly Difference[] {
  const found = new Map<string, Difference & { destinations: string[] }>();
  for (const [key, way] of here) {
    const other = there.get(key);
    for (const [destination, entries] of way.byDestination) {
      const others = entriesFor(other, destination);
      if (isSame(entries, others)) continue;
      const telling = entries.filter((entry) => !isByNewAddress(entry, destination, own));
      for (const difference of atDestination(telling, others, isUnknown, own)) {
        // The same sources, to as many destinations as there are.
        const { destinations: _, ...rest } = difference;
        const same = JSON.stringify(rest);
        const known = found.get(same);
        if (known === undefined) found.set(same, { ...difference, destinations: [destination] });
        else known.destinations.push(destination);
      }
    }
  }
  return [...found.values()];
}

/** A difference as a shift: what gets through more certainly here, on the side `here`. */
export function shiftOf(difference: Difference, here: 'before' | 'after'): Shift {
  const { standing, otherStanding, reason: _, otherReasons: __, ...way } = difference;
  return here === 'after'
    ? { ...way, before: otherStanding, after: standing }
    : { ...way, before: standing, after: otherStanding };
}

function* atDestination(
  entries: readonly ReachEntry[],
  others: readonly ReachEntry[],
  isUnknown: IsUnknown,
  own: OwnAddresses,
): Iterable<Difference> {
  const notKnown = (entry: ReachEntry) => isUnknown(entry.reason);
  const parsed = others.map((entry) => ({ entry, sets: parseCidrs(entry.sources) }));
  const sourcesOf = (family: IpFamily, wanted: (entry: ReachEntry) => boolean) =>
    unionAll(
      family,
      parsed.filter(({ entry }) => wanted(entry)).map(({ sets }) => sets[family]),
    );
  for (const entry of entries) {
    if (entry.verdict === 'blocked' || notKnown(entry)) continue;
    const sets = parseCidrs(entry.sources);
    for (const family of FAMILIES) {
      const unclear = sourcesOf(family, notKnown);
      const allowed = sourcesOf(family, ({ verdict }) => verdict === 'allowed');
      const conditional = sourcesOf(family, ({ verdict }) => verdict === 'conditional');
      const others = subtract(subtract(sets[family], allowed), unclear);
      const alone = entry.interface === 'lo' ? own.hereAlone : own.thereAlone;
      const rest = subtract(others, alone(entry.namespace, family));
      const parts: [Standing, AddressSet][] = [['none', subtract(rest, conditional)]];
      if (entry.verdict === 'allowed') parts.push(['conditional', intersect(rest, conditional)]);
      for (const [otherStanding, part] of parts) {
        if (isEmpty(part)) continue;
        const deciding = parsed.filter(
          (other) =>
            overlaps(other.sets[family], part) &&
            (otherStanding === 'none') === (other.entry.verdict === 'blocked'),
        );
        const { namespace, port, audience, verdict, reason } = entry;
        yield {
          namespace,
          interface: entry.interface,
          destinations: [],
          port,
          sources: cidrList(part),
          audience,
          standing: verdict,
          reason,
          otherStanding,
          otherReasons: [...new Set(deciding.map((other) => other.entry.reason))],
        };
      }
    }
  }
}

/** True when a host only reaches itself by an address that it has on this side alone. */
function isByNewAddress(
  { audience, namespace }: ReachEntry,
  destination: string,
  own: OwnAddresses,
): boolean {
  const address = audience === 'this-host' ? parseAddress(destination.replace(/%.*$/s, '')) : undefined;
  return address !== undefined && contains(own.hereAlone(namespace, address.family), address.value);
}

/** Whether two lists of entries have the same sources with the same results, in the same order: the usual case, told quickly. */
function isSame(a: readonly ReachEntry[], b: readonly ReachEntry[]): boolean {
  return (
    a === b ||
    (a.length === b.length &&
      a.every((entry, i) => {
        const other = b[i];
        return (
          other !== undefined &&
          (entry === other ||
            (entry.verdict === other.verdict &&
              entry.reason.code === other.reason.code &&
              isSameList(entry.sources, other.sources)))
        );
      }))
  );
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((each, i) => each === b[i]));
}

const FAMILIES: readonly IpFamily[] = ['ipv4', 'ipv6'];
