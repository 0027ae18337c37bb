import type { Audit } from '../model/audit.js';
import { AUDIENCES } from '../model/listener.js';
import type { PolicyDraft, PolicySubject } from '../model/policy.js';
import type { ReachEntry } from '../model/reach.js';
import { beyond } from './beyond.js';
import { draftCriteria } from './draft-criteria.js';
import { asEntry, keptOut, termsOf } from './draft-terms.js';
import { ephemeralRange } from './ephemeral.js';
import { policySubjects } from './subjects.js';
import { waysIn } from './ways-in.js';

/** The default of a policy that is drafted: what more can reach is written down. */
export const DRAFT_DEFAULT = 'this-host';

/** The policy of today: entries for all that more than this host reaches, or may reach; those of like kind as one. */
export function draftPolicy(audit: Audit): readonly PolicyDraft[] {
  const drafts = policySubjects(audit).flatMap((subject) => {
    const ways = beyond(notBlocked(waysIn(subject.listener)), DRAFT_DEFAULT, []);
    return draftEntries(subject, ways, audit);
  });
  const byAddress = merged(drafts, (draft) => ({ ...draft, criteria: { ...draft.criteria, address: [] } }));
  return merged(byAddress, (draft) => ({ ...draft, ports: [] })).toSorted(widestFirst);
}

/** Entries that permit `ways` into a listener: one for each port that clients dial, more where interfaces differ. */
export function draftEntries(
  subject: PolicySubject,
  ways: readonly ReachEntry[],
  audit: Audit,
): readonly PolicyDraft[] {
  const reach = waysIn(subject.listener);
  return [...new Set(ways.map(({ port }) => port))].flatMap((port) => {
    const through = ways.filter((way) => way.port === port);
    const kept = keptOut(
      reach.filter((way) => way.port === port),
      through,
    );
    const draft = {
      criteria: draftCriteria(subject),
      ports: [ephemeralRange(subject, port, audit) ?? String(port)],
      about: [subject.listener.explanation],
    };
    const together = termsOf(through, kept);
    const stillOut = beyond(kept, DRAFT_DEFAULT, [asEntry(together)]);
    // One entry whatever the interface, unless it would let in somebody whom a rule keeps out of another interface.
    if (samePeople(stillOut, beyond(kept, DRAFT_DEFAULT, [])))
      return [{ ...draft, interfaces: [], reachableBy: together }];
    const byTerms = new Map<string, { reachableBy: readonly string[]; interfaces: string[] }>();
    for (const name of new Set(through.map((way) => way.interface))) {
      const isThere = (way: ReachEntry) => way.interface === name;
      const reachableBy = termsOf(through.filter(isThere), kept.filter(isThere));
      const same = byTerms.get(String(reachableBy)) ?? { reachableBy, interfaces: [] };
      same.interfaces.push(name);
      byTerms.set(String(reachableBy), same);
    }
    return [...byTerms.values()].map((terms) => ({ ...draft, ...terms }));
  });
}

/** True when nothing of `before` is missing in `after`, which is made from it. */
function samePeople(after: readonly ReachEntry[], before: readonly ReachEntry[]): boolean {
  return after.length === before.length && after.every((way, i) => way === before[i]);
}

function notBlocked(reach: readonly ReachEntry[]): readonly ReachEntry[] {
  return reach.filter(({ verdict }) => verdict !== 'blocked');
}

/** Drafts that are the same but for what `without` leaves out, as one that has the addresses and ports of all. */
function merged(
  drafts: readonly PolicyDraft[],
  without: (draft: PolicyDraft) => PolicyDraft,
): readonly PolicyDraft[] {
  const byRest = new Map<string, PolicyDraft>();
  for (const draft of drafts) {
    const { about: _, ...rest } = without(draft);
    const key = JSON.stringify([rest, draft.criteria.address === undefined]);
    const known = byRest.get(key);
    byRest.set(key, known === undefined ? draft : both(known, draft));
  }
  return [...byRest.values()];
}

function both(a: PolicyDraft, b: PolicyDraft): PolicyDraft {
  const { address } = a.criteria;
  const addresses = address && [...new Set([...address, ...(b.criteria.address ?? [])])];
  return {
    ...a,
    criteria: addresses === undefined ? a.criteria : { ...a.criteria, address: addresses },
    ports: [...new Set([...a.ports, ...b.ports])],
    about: [...new Set([...a.about, ...b.about])],
  };
}

function widestFirst(a: PolicyDraft, b: PolicyDraft): number {
  return rank(b) - rank(a) || Number.parseInt(a.ports[0] ?? '', 10) - Number.parseInt(b.ports[0] ?? '', 10);
}

function rank({ reachableBy }: PolicyDraft): number {
  return Math.max(...reachableBy.map((text) => (AUDIENCES as readonly string[]).indexOf(text)));
}
