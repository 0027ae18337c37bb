import type { EntryPart, Finding, Policy, PolicyEntry, PolicySubject } from '../model/policy.js';
import { beyond } from './beyond.js';
import { hasExpired } from './days-until.js';
import { concernsSomePort, type Match, matchSubject } from './match.js';

type Matched = Match & { readonly entry: PolicyEntry; readonly misses: readonly EntryPart[] };

/** What is wrong with how far one listener is reachable; undefined when the policy permits it all. */
export function judgeSubject(subject: PolicySubject, policy: Policy, now: Date): Finding | undefined {
  const { listener } = subject;
  const matched = policy.allow.map((entry): Matched => {
    const match = matchSubject(entry, subject);
    return {
      entry,
      ...match,
      misses: concernsSomePort(entry, listener) ? match.failing : [...match.failing, 'port'],
    };
  });
  const about = matched.filter(({ misses }) => misses.length === 0);
  const valid = about.filter(({ entry }) => !hasExpired(entry, now));
  const sure = entriesOf(valid.filter(({ unknown }) => unknown.length === 0));
  const possible = entriesOf(valid);
  const outside = (verdict: 'allowed' | 'conditional', entries: readonly PolicyEntry[]) =>
    beyond(
      listener.reach.filter((way) => way.verdict === verdict),
      policy.default,
      entries,
    );

  const open = outside('allowed', possible);
  const perhaps = outside('conditional', possible);
  if (open.length > 0) {
    const near = nearest(matched, valid);
    const lapsed = about.findLast(({ entry }) => hasExpired(entry, now))?.entry;
    return lapsed !== undefined && outside('allowed', entriesOf(about)).length === 0
      ? { rule: 'expired', subject, open, perhaps, nearest: lapsed }
      : { rule: 'exposed', subject, open, perhaps, nearest: near?.entry, misses: near?.misses ?? [] };
  }
  const doubtful = [...outside('allowed', sure), ...outside('conditional', sure)];
  if (doubtful.length === 0) return undefined;
  const unseen = perhaps.length === 0 ? valid.find(({ unknown }) => unknown.length > 0) : undefined;
  return {
    rule: 'undecided',
    subject,
    perhaps: doubtful,
    nearest: (unseen ?? nearest(matched, valid))?.entry,
    unknown: unseen?.unknown ?? [],
  };
}

function entriesOf(matched: readonly Matched[]): readonly PolicyEntry[] {
  return matched.map(({ entry }) => entry);
}

/** An entry about this listener; else one that misses it by one part alone, by another than its port if there is one. */
function nearest(matched: readonly Matched[], valid: readonly Matched[]): Matched | undefined {
  if (valid.length > 0) return valid.at(-1);
  const near = matched.filter(({ entry, misses }) => {
    const parts = Object.keys(entry.criteria).length + (entry.ports === undefined ? 0 : 1);
    const telling = parts - (entry.criteria.protocol === undefined ? 0 : 1);
    return misses.length === 1 && telling > 1 && !misses.includes('protocol');
  });
  return near.find(({ misses }) => !misses.includes('port')) ?? near[0];
}
