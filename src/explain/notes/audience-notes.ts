import { AUDIENCES, type Audience } from '../../model/listener.js';
import type { ReachEntry } from '../../model/reach.js';
import { AUDIENCE_NAMES, capital } from '../audience-names.js';
import { reasonClause } from '../clauses.js';
import { dominantReason } from '../dominant.js';
import { groupBy } from '../group-by.js';
import type { ExplainedHost, ExplainedNamespace, Subject } from '../host.js';
import { reasonRemedy } from '../remedies.js';
import { whoWords } from '../who.js';

/** One sentence for each audience and verdict, widest audience first: who, whether, and by what. */
export function audienceNotes(subject: Subject, host: ExplainedHost): string[] {
  const namespace = host.namespace(subject.listener.namespace);
  return AUDIENCES.toReversed().flatMap((audience) => {
    const entries = subject.reach.filter((entry) => entry.audience === audience);
    const verdicts = groupBy(entries, (entry) => entry.verdict);
    return [...verdicts].map(([, part]) => sentence(audience, part, entries, namespace));
  });
}

function sentence(
  audience: Audience,
  entries: readonly ReachEntry[],
  all: readonly ReachEntry[],
  namespace: ExplainedNamespace,
): string {
  const [first] = entries;
  const reason = dominantReason(entries);
  if (first === undefined || reason === undefined) return '';
  const clause = reasonClause(reason);
  const who = whoWords(audience, entries, all, namespace, first.verdict === 'allowed' ? 'only ' : '');
  const mixed = entries.length < all.length;
  switch (first.verdict) {
    case 'allowed':
      return `${capital(who)} can reach it: ${clause}.`;
    case 'blocked':
      return mixed
        ? `Not so ${who}: ${clause}.`
        : `${capital(AUDIENCE_NAMES[audience])} cannot reach it: ${clause}.`;
    case 'conditional':
      return `It cannot be told for ${who}: ${clause}.${remedy(reason)}`;
    default:
      return first.verdict satisfies never;
  }
}

function remedy(reason: ReachEntry['reason']): string {
  const words = reasonRemedy(reason);
  return words === undefined ? '' : ` ${words}`;
}
