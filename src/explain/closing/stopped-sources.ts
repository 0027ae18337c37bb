import type { AuditedListener } from '../../model/audit.js';
import type { ReachEntry } from '../../model/reach.js';
import {
  type AddressSet,
  type Bound,
  complement,
  fullSet,
  type IpFamily,
  intersect,
  interval,
  isEmpty,
  isSubset,
  overlaps,
  subtract,
  unionAll,
} from '../../net/address-set.js';
import { parseCidrs, prefixSet, toCidrs, width } from '../../net/cidr.js';

/** Sources that a rule is to stop: those that come in by an interface, all of a family or some. */
export interface StoppedSources {
  readonly interface: string;
  readonly family: IpFamily;
  /** The networks meant, or with `negated` all but these; absent when whoever comes by that interface is meant. */
  readonly from?: { readonly networks: readonly string[]; readonly negated: boolean };
}

/** More networks than these make no rule that somebody reads. */
const MAX_NETWORKS = 8;

/**
 * What a rule has to match to stop `part` of a listener's reach and nobody else who gets in; undefined where source addresses
 * and interfaces do not tell them apart, or only by long lists.
 */
export function stoppedSources(
  { namespace, port, reach }: AuditedListener,
  part: readonly ReachEntry[],
): readonly StoppedSources[] | undefined {
  // What comes by way of another namespace, or by NAT, has other addresses and ports where rules for this socket stand.
  if (part.some((way) => way.namespace !== namespace || way.port !== port)) return undefined;
  const stopped: StoppedSources[] = [];
  for (const name of new Set(part.map((way) => way.interface))) {
    // Names with other characters are no matter for a shell.
    if (!/^[\w.-]+$/.test(name)) return undefined;
    for (const family of ['ipv4', 'ipv6'] as const) {
      const isHere = (way: ReachEntry) =>
        way.interface === name && way.port === port && way.verdict !== 'blocked';
      const [open, beyond] = [reach.filter(isHere), part.filter(isHere)];
      const bad = sourcesOf(beyond, family);
      if (isEmpty(bad)) continue;
      const good = unionAll(
        family,
        [...new Set(open.map(({ destinations }) => destinations))].map((destinations) => {
          const dialled = (way: ReachEntry) => way.destinations === destinations;
          return subtract(sourcesOf(open.filter(dialled), family), sourcesOf(beyond.filter(dialled), family));
        }),
      );
      if (overlaps(bad, good)) return undefined;
      const [out, kept] = [fewNetworks(bad, good), fewNetworks(good, bad)];
      if (kept.length === 0) stopped.push({ interface: name, family });
      else if (out.length <= MAX_NETWORKS)
        stopped.push({ interface: name, family, from: { networks: out, negated: false } });
      else if (kept.length <= MAX_NETWORKS)
        stopped.push({ interface: name, family, from: { networks: kept, negated: true } });
      else return undefined;
    }
  }
  return stopped;
}

/** Few networks that hold all of `set` and nothing of `other`: what is in neither may be in them. */
function fewNetworks(set: AddressSet, other: AddressSet): readonly string[] {
  const free = complement(other).bounds;
  const networks: string[] = [];
  for (let i = 0; i < free.length; i += 2) {
    const span = interval(set.family, free[i] as Bound, free[i + 1] as Bound);
    const { bounds } = intersect(set, span);
    const [first, end] = [bounds[0], bounds.at(-1)];
    if (first === undefined || end === undefined) continue;
    const hull = interval(set.family, first, end);
    const whole = smallestNetwork(hull);
    networks.push(...toCidrs(isSubset(whole, span) ? whole : hull));
  }
  return networks;
}

function smallestNetwork(set: AddressSet): AddressSet {
  const [first = 0] = set.bounds;
  for (let length = width(set.family); length > 0; length--) {
    const network = prefixSet(set.family, first, length);
    if (isSubset(set, network)) return network;
  }
  return fullSet(set.family);
}

function sourcesOf(ways: readonly ReachEntry[], family: IpFamily): AddressSet {
  return unionAll(
    family,
    ways.map(({ sources }) => parseCidrs(sources)[family]),
  );
}
