import type { Audit } from '../model/audit.js';
import type { GapCode } from '../model/gap.js';
import {
  FINDING_LEVELS,
  type Finding,
  type Policy,
  type PolicyCheck,
  type PolicyEntry,
  type PolicySubject,
} from '../model/policy.js';
import { daysUntil } from './days-until.js';
import { judgeSubject } from './judge-subject.js';
import { concernsSomePort, matchSubject } from './match.js';
import { judgeRequirement } from './requirement.js';
import { policySubjects } from './subjects.js';

/**
 * What was not read there may hide listeners, or ports that NAT hands on. Other gaps leave an answer that is there in doubt
 * (`conditional`) or an owner unknown, and are found with the listeners that they concern.
 */
const HIDING: ReadonlySet<GapCode> = new Set([
  'sockets-unreadable',
  'sockets-not-listed',
  'namespaces-unreadable',
  'firewall-unreadable',
  'firewall-tool-missing',
  'input-incomplete',
]);

/** An entry is named beforehand when it has so many days left. */
const WARN_DAYS = 14;

const LEVELS = ['violation', 'undecided', 'notice'] as const;

/** Holds a policy against what is reachable. `now` decides what has expired. */
export function checkPolicy(policy: Policy, audit: Audit, now: Date): PolicyCheck {
  const subjects = policySubjects(audit);
  const hiding = audit.gaps.filter(({ code }) => HIDING.has(code));
  const findings = [
    ...subjects.flatMap((subject) => judgeSubject(subject, policy, now) ?? []),
    ...policy.allow.flatMap((entry) => judgeEntry(entry, subjects, hiding.length > 0, now)),
    ...hiding.map((gap): Finding => ({ rule: 'unreadable', gap })),
  ];
  const inOrder = LEVELS.flatMap((level) => findings.filter(({ rule }) => FINDING_LEVELS[rule] === level));
  return { policy, subjects, findings: inOrder };
}

/** 1 for a violation, 3 where it could not be decided whether there is one, 0 otherwise. */
export function checkStatus({ findings }: PolicyCheck): 0 | 1 | 3 {
  const levels = new Set(findings.map(({ rule }) => FINDING_LEVELS[rule]));
  if (levels.has('violation')) return 1;
  return levels.has('undecided') ? 3 : 0;
}

function judgeEntry(
  entry: PolicyEntry,
  subjects: readonly PolicySubject[],
  isMoreHidden: boolean,
  now: Date,
): readonly Finding[] {
  const concerned = subjects.filter(
    (subject) =>
      matchSubject(entry, subject).failing.length === 0 && concernsSomePort(entry, subject.listener),
  );
  const days = daysUntil(entry, now);
  const findings: Finding[] = [];
  if (days !== undefined && days >= 0 && days <= WARN_DAYS)
    findings.push({ rule: 'expires-soon', entry, days });
  if (entry.required && (days === undefined || days >= 0)) {
    const missed = judgeRequirement(entry, concerned, isMoreHidden);
    if (missed !== undefined) findings.push(missed);
  } else if (concerned.length === 0 && !isMoreHidden) {
    findings.push({ rule: 'unused', entry });
  }
  return findings;
}
