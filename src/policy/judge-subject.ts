import type { EntryPart, Finding, Policy, PolicyEntry, PolicySubject } from '../model/policy.js';
import type { ReachEntry } from '../model/reach.js';
import { beyond } from './beyond.js';
import { hasExpired } from './days-until.js';
import { concernsPort, type Match, matchSubject } from './match.js';
import { waysIn } from './ways-in.js';

type Matched = Match & { readonly entry: PolicyEntry };

/** What is wrong with how far one listener is reachable; undefined when the policy permits it all. */
export function judgeSubject(subject: PolicySubject, policy: Policy, now: Date): Finding | undefined {
  const reach = waysIn(subject.listener);
  const matched = policy.allow.map((entry): Matched => ({ entry, ...matchSubject(entry, subject) }));
  const about = matched.filter(({ failing }) => failing.length === 0);
  const valid = about.filter(({ entry }) => !hasExpired(entry, now));
  const sure = valid.filter(({ unknown }) => unknown.length === 0);
  const outside = (verdict: 'allowed' | 'conditional', entries: readonly Matched[]) =>
    beyond(
      reach.filter((way) => way.verdict === verdict),
      policy.default,
      entries.map(({ entry }) => entry),
    );

  const open = outside('allowed', valid);
  const perhaps = outside('conditional', valid);
  if (open.length > 0) {
    const lapsed = about.findLast(({ entry }) => hasExpired(entry, now) && concernsSome(entry, open));
    if (lapsed !== undefined && outside('allowed', about).length === 0)
      return { rule: 'expired', subject, open, perhaps, nearest: lapsed.entry };
    const near = nearest(matched, open, now);
    return { rule: 'exposed', subject, open, perhaps, nearest: near?.entry, misses: near?.misses ?? [] };
  }
  const doubtful = [...outside('allowed', sure), ...outside('conditional', sure)];
  if (doubtful.length === 0) return undefined;
  const unseen =
    perhaps.length === 0
      ? valid.find(({ unknown, entry }) => unknown.length > 0 && concernsSome(entry, doubtful))
      : undefined;
  const near = nearest(valid, doubtful, now);
  return {
    rule: 'undecided',
    subject,
    perhaps: doubtful,
    nearest: unseen?.entry ?? (near?.misses.length === 0 ? near.entry : undefined),
    unknown: unseen?.unknown ?? [],
  };
}

function concernsSome(entry: PolicyEntry, ways: readonly ReachEntry[]): boolean {
  return ways.some(({ port }) => concernsPort(entry, port));
}

/**
 * Of entries about these ways into a listener the one that says most of it; else one that misses by one part alone, by another
 * than its port if there is one.
 */
function nearest(
  matched: readonly Matched[],
  ways: readonly ReachEntry[],
  now: Date,
): { readonly entry: PolicyEntry; readonly misses: readonly EntryPart[] } | undefined {
  const candidates = matched
    .filter(({ entry }) => !hasExpired(entry, now))
    .map(({ entry, failing }) => {
      const misses: readonly EntryPart[] = concernsSome(entry, ways) ? failing : [...failing, 'port'];
      return { entry, misses };
    })
    .filter(({ entry, misses }) => misses.length === 0 || (misses.length === 1 && isTelling(entry, misses)))
    .toSorted((a, b) => partsOf(b.entry) - partsOf(a.entry));
  return (
    candidates.find(({ misses }) => misses.length === 0) ??
    candidates.find(({ misses }) => !misses.includes('port')) ??
    candidates[0]
  );
}

/** How many parts an entry chooses listeners by, its protocol apart. */
function partsOf({ criteria, ports }: PolicyEntry): number {
  return Object.keys(criteria).filter((name) => name !== 'protocol').length + (ports === undefined ? 0 : 1);
}

/** True when something else than the part that is missed tells that the entry is about something like it. */
function isTelling(entry: PolicyEntry, misses: readonly EntryPart[]): boolean {
  return partsOf(entry) > 1 && !misses.includes('protocol');
}
