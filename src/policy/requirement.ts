import type { Finding, Permission, PolicyEntry, PolicySubject } from '../model/policy.js';
import type { ReachEntry } from '../model/reach.js';
import type { ReasonCode } from '../model/reason.js';
import { isSubset } from '../net/address-set.js';
import { allSources } from './beyond.js';
import { concernsWay, matchSubject } from './match.js';

/** Conditions under which clients do get in, though not all at any time. */
const MOSTLY_OPEN: ReadonlySet<ReasonCode> = new Set(['rate-limit', 'connection-limit', 'either-of']);

/**
 * What is missing of an entry with `required`, given the listeners that it is or may be about; undefined if nothing is. Where
 * listeners may be hidden, an entry about none of those that are seen is undecided.
 */
export function judgeRequirement(
  entry: PolicyEntry,
  subjects: readonly PolicySubject[],
  isMoreHidden: boolean,
): Finding | undefined {
  const sure = subjects.filter((subject) => matchSubject(entry, subject).unknown.length === 0);
  const open = missingOf(entry, waysTo(entry, sure).filter(isOpen));
  if (open.length === 0) return undefined;
  const possible = missingOf(
    entry,
    waysTo(entry, subjects).filter(({ verdict }) => verdict !== 'blocked'),
  );
  return possible.length > 0 && !(isMoreHidden && subjects.length === 0)
    ? { rule: 'unreachable', entry, missing: possible, subjects }
    : { rule: 'requirement-undecided', entry, missing: open, subjects };
}

function waysTo(entry: PolicyEntry, subjects: readonly PolicySubject[]): readonly ReachEntry[] {
  return subjects.flatMap(({ listener }) => listener.reach).filter((way) => concernsWay(entry, way));
}

function isOpen({ verdict, reason }: ReachEntry): boolean {
  return verdict === 'allowed' || (verdict === 'conditional' && MOSTLY_OPEN.has(reason.code));
}

/** An audience is there when somebody of it gets in, a network when all of it does. */
function missingOf({ reachableBy }: PolicyEntry, ways: readonly ReachEntry[]): readonly Permission[] {
  const { ipv4, ipv6 } = allSources(ways);
  return reachableBy.filter((wanted) =>
    wanted.kind === 'audience'
      ? !ways.some(({ audience }) => audience === wanted.audience)
      : !isSubset(wanted.network.ipv4, ipv4) || !isSubset(wanted.network.ipv6, ipv6),
  );
}
