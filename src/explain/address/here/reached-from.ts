import type { AuditedListener } from '../../../model/audit.js';
import type { ReachEntry, Verdict } from '../../../model/reach.js';
import { type AddressSet, overlaps } from '../../../net/address-set.js';
import { parseCidr } from '../../../net/cidr.js';
import { isGloballyRoutable } from '../../addresses.js';

/** Ids of the listeners that peers certainly reach, and of those that they may reach. */
export interface Reached {
  readonly certainly: readonly string[];
  readonly perhaps: readonly string[];
}

/**
 * What peers with an address in `sources` reach when they come in to `namespace` by an interface, or by `device` alone. What
 * programs of the host itself reach says nothing of peers, nor does what is let in though it is answered by another way.
 */
export function reachedFrom(
  sources: AddressSet,
  listeners: readonly AuditedListener[],
  namespace: string | undefined,
  device?: string,
): Reached {
  const isFromThere = (entry: ReachEntry) =>
    entry.namespace === namespace &&
    entry.audience !== 'this-host' &&
    !entry.asymmetric &&
    // The internet sends to no private address unless a router forwards to it.
    (entry.audience !== 'internet' || entry.destinations.some(isGloballyRoutable)) &&
    (device === undefined || entry.interface === device) &&
    entry.sources.some((source) => {
      const set = parseCidr(source);
      return set?.family === sources.family && overlaps(set, sources);
    });
  const idsOf = (verdict: Verdict) =>
    listeners
      .filter(({ reach }) => reach.some((entry) => entry.verdict === verdict && isFromThere(entry)))
      .map(({ id }) => id);
  const certainly = idsOf('allowed');
  return { certainly, perhaps: idsOf('conditional').filter((id) => !certainly.includes(id)) };
}
