import type { Audit } from '../model/audit.js';
import { AUDIENCES } from '../model/listener.js';
import type { Finding, PolicyChange } from '../model/policy.js';
import { draftEntries } from './draft.js';

/** What would have to be changed in the policy, were it meant to be so; undefined where that would not help. */
export function permittingChange(finding: Finding, audit: Audit): PolicyChange | undefined {
  if (finding.rule !== 'exposed' && finding.rule !== 'undecided') return undefined;
  const { subject, nearest, perhaps } = finding;
  const open = finding.rule === 'exposed' ? finding.open : [];
  const drafts = draftEntries(subject, [...open, ...perhaps], audit);
  const isAboutIt = finding.rule === 'exposed' && finding.misses.length === 0;
  if (nearest === undefined || !isAboutIt || nearest.interfaces !== undefined) return { kind: 'add', drafts };
  if (drafts.some(({ interfaces }) => interfaces.length > 0)) return { kind: 'add', drafts };
  const texts = [
    ...nearest.reachableBy.map(({ text }) => text),
    ...drafts.flatMap(({ reachableBy }) => reachableBy),
  ];
  return { kind: 'widen', entry: nearest, reachableBy: withoutNarrower(texts) };
}

/** Of several audiences the widest, which includes them; and the networks. */
function withoutNarrower(texts: readonly string[]): readonly string[] {
  const ranks = texts.map((text) => (AUDIENCES as readonly string[]).indexOf(text));
  const widest = Math.max(...ranks);
  return [...new Set(texts.filter((_, i) => ranks[i] === -1 || ranks[i] === widest))];
}
