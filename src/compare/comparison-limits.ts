import type { ComparedAudit, ComparisonLimit } from '../model/change.js';
import type { Gap } from '../model/gap.js';
import type { Reason } from '../model/reason.js';
import { namespaceLabels } from './namespace-labels.js';

/** What could not be learned in one of two audits and was learned in the other. */
export function comparisonLimits(before: ComparedAudit, after: ComparedAudit): readonly ComparisonLimit[] {
  const [old, now] = [gapsByKey(before), gapsByKey(after)];
  const only = (mine: ReadonlyMap<string, Gap>, others: ReadonlyMap<string, Gap>) =>
    [...mine].flatMap(([key, gap]) => (others.has(key) ? [] : [gap]));
  return [
    ...only(old, now).map((gap) => ({ missing: 'before', gap }) as const),
    ...only(now, old).map((gap) => ({ missing: 'after', gap }) as const),
  ];
}

function gapsByKey(audit: ComparedAudit): ReadonlyMap<string, Gap> {
  const labels = namespaceLabels(audit);
  return new Map(
    audit.gaps.map((gap) => [
      [gap.code, gap.subject, gap.namespace && (labels.get(gap.namespace) ?? gap.namespace)].join('\n'),
      gap,
    ]),
  );
}

/**
 * Tells the reasons that stand for something that was not known in one audit alone: what could not be read is no change, and
 * neither is that it can be read now. What is not known in both is the same doubt.
 */
export function onesidedDoubts(before: ComparedAudit, after: ComparedAudit): (reason: Reason) => boolean {
  const [old, now] = [doubtsOf(before), doubtsOf(after)];
  const onesided = new Set([...old, ...now].filter((doubt) => !(old.has(doubt) && now.has(doubt))));
  return (reason) => {
    const doubt = doubtOf(reason);
    return doubt !== undefined && onesided.has(doubt);
  };
}

function doubtsOf({ subjects }: ComparedAudit): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { reach, groupReach = [] } of subjects) {
    for (const { reason } of [...reach, ...groupReach]) {
      const doubt = doubtOf(reason);
      if (doubt !== undefined) found.add(doubt);
    }
  }
  return found;
}

function doubtOf(reason: Reason): string | undefined {
  switch (reason.code) {
    case 'firewall-unreadable':
    case 'facts-unreadable':
      return `${reason.code} ${reason.subject}`;
    case 'firewall-not-evaluated':
      return reason.code;
    default:
      return undefined;
  }
}
