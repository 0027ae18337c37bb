import type { MulticastMembership } from '../../model/multicast.js';
import { parseAddress } from '../../net/address.js';
import {
  type AddressSet,
  complement,
  emptySet,
  intersect,
  isEmpty,
  subtract,
  unionAll,
} from '../../net/address-set.js';
import { prefixSet, width } from '../../net/cidr.js';
import type { Decision } from './decide.js';

/** What the source filters of those who joined a group (RFC 3376, RFC 3810) do to its packets. */
export interface FilteredSources {
  /** No socket gets these. */
  readonly refused: AddressSet;
  /** Which sockets get these depends on who set which filter, and that cannot be seen. */
  readonly unsure: AddressSet;
}

type Passes = 'yes' | 'no' | 'perhaps';

/**
 * The sources that an interface, or sockets behind it, may keep from a group that it joined; undefined where nobody filters. IPv4 drops
 * at the interface what no socket there wants (ip_check_mc_rcu); IPv6 takes all in (ip6_mc_input), and those who joined filter.
 */
export function filteredSources(member: MulticastMembership): FilteredSources | undefined {
  const { family, users, filters = [] } = member;
  if (filters.length === 0) return undefined;
  const all = complement(emptySet(family));
  if (users === undefined) return { refused: emptySet(family), unsure: all };
  const includes = filters.map(({ include }) => include);
  const sum = includes.reduce((a, b) => a + b, 0);
  // How many joined for some sources alone, and how many for all but some: the kernel counts by source.
  const most = Math.min(users - Math.max(...filters.map(({ exclude }) => exclude)), sum);
  const excluding = { least: users - most, most: users - Math.max(...includes) };
  const setOf = (wanted: (passes: Passes, heardByAll: boolean) => boolean) => {
    const listed = filters.flatMap(({ source, include, exclude }) => {
      const value = parseAddress(source)?.value;
      if (value === undefined) return [];
      const passes = passesListed(include, exclude, excluding);
      return [{ set: prefixSet(family, value, width(family)), wanted: wanted(passes, users === 1) }];
    });
    const named = unionAll(
      family,
      listed.map(({ set }) => set),
    );
    const chosen = listed.flatMap((each) => (each.wanted ? [each.set] : []));
    const rest: Passes = excluding.least > 0 ? 'yes' : excluding.most > 0 ? 'perhaps' : 'no';
    return unionAll(
      family,
      wanted(rest, users === 1 || sum === 0) ? [...chosen, subtract(all, named)] : chosen,
    );
  };
  const refused = setOf((passes) => passes === 'no');
  const unsure = setOf((passes, heardByAll) => passes === 'perhaps' || (passes === 'yes' && !heardByAll));
  return family === 'ipv4'
    ? { refused, unsure }
    : { refused: emptySet(family), unsure: unionAll(family, [refused, unsure]) };
}

function passesListed(
  include: number,
  exclude: number,
  excluding: { readonly least: number; readonly most: number },
): Passes {
  if (include > 0 || exclude < excluding.least || exclude > excluding.most) return 'yes';
  return excluding.least === excluding.most ? 'no' : 'perhaps';
}

/** `decisions` without those who are refused; whoever is allowed and perhaps filtered is conditional. */
export function filtered(
  decisions: readonly Decision[],
  filter: FilteredSources | undefined,
  group: string,
): readonly Decision[] {
  if (filter === undefined) return decisions;
  const reason = { code: 'facts-unreadable', subject: `source filters of ${group}` } as const;
  return decisions.flatMap((decision): Decision[] => {
    const sources = subtract(decision.sources, filter.refused);
    const parts: Decision[] =
      decision.verdict === 'allowed'
        ? [
            { ...decision, sources: subtract(sources, filter.unsure) },
            { sources: intersect(sources, filter.unsure), verdict: 'conditional', reason },
          ]
        : [{ ...decision, sources }];
    return parts.filter((part) => !isEmpty(part.sources));
  });
}
