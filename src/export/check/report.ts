import { explainedHost } from '../../explain/host.js';
import { type FindingWords, findingWords } from '../../explain/policy/finding-words.js';
import type { Audit } from '../../model/audit.js';
import type { Gap } from '../../model/gap.js';
import {
  FINDING_LEVELS,
  type Finding,
  type PolicyChange,
  type PolicyCheck,
  type PolicySubject,
} from '../../model/policy.js';

/** What every format of a check is written from. */
export interface CheckReport {
  readonly check: PolicyCheck;
  readonly audit: Audit;
  /** What the policy is called on the command line. */
  readonly file: string;
  readonly version: string;
  readonly checkedAt: string;
  readonly status: 0 | 1 | 3;
  /** The findings with their words, violations first. */
  readonly told: readonly ToldFinding[];
}

export interface ToldFinding {
  readonly finding: Finding;
  readonly words: FindingWords;
  readonly level: 'violation' | 'undecided' | 'notice';
  /** The listener that it is about, where it is about one. */
  readonly subject?: PolicySubject;
  /** The same from run to run: its rule and what it is about. */
  readonly key: string;
  readonly line: number;
  readonly column: number;
  /** What in the policy would permit what was found. */
  readonly change?: PolicyChange;
}

type Origin = Pick<CheckReport, 'check' | 'audit' | 'file' | 'version' | 'checkedAt' | 'status'>;

/** Puts the findings of a check into words. `changeFor` tells what in the policy would permit one. */
export function checkReport(
  origin: Origin,
  changeFor: (finding: Finding) => PolicyChange | undefined,
): CheckReport {
  const { audit, check, file } = origin;
  const { policy } = check;
  const host = explainedHost(audit.evidence.facts, audit.interfaces, audit.listeners);
  const told = check.findings.map((finding): ToldFinding => {
    const words = findingWords(finding, { policy, file, audit, host });
    const subject = 'subject' in finding ? finding.subject : undefined;
    const { line, column } = words.entry?.place ?? policy.defaultPlace;
    const about =
      finding.rule === 'unreadable'
        ? gapKey(finding.gap, audit.gaps)
        : (subject?.listener.id ?? words.subject);
    return {
      finding,
      words,
      level: FINDING_LEVELS[finding.rule],
      subject,
      key: `${finding.rule} ${about}`,
      line,
      column,
      change: changeFor(finding),
    };
  });
  return { ...origin, told };
}

/** A gap by its code and its place among those of its code: its subject may name processes, which change. */
function gapKey(gap: Gap, gaps: readonly Gap[]): string {
  return `${gap.code} ${gaps.filter(({ code }) => code === gap.code).indexOf(gap) + 1}`;
}

/** How many findings there are of each level. */
export function countLevels({ told }: CheckReport): Readonly<Record<ToldFinding['level'], number>> {
  const counts = { violation: 0, undecided: 0, notice: 0 };
  for (const { level } of told) counts[level] += 1;
  return counts;
}

/** The outcome in a word. */
export function verdictOf({ status }: CheckReport): 'passed' | 'violated' | 'undecided' {
  if (status === 1) return 'violated';
  return status === 3 ? 'undecided' : 'passed';
}
