import type { Audit } from '../../model/audit.js';
import type { Exposure } from '../../model/listener.js';
import type { Finding, Policy, PolicyEntry, PolicySubject } from '../../model/policy.js';
import type { Advice } from '../closing/advice.js';
import { gapSentence } from '../gaps.js';
import type { ExplainedHost } from '../host.js';
import { ownerWords } from '../owner-words.js';
import { capital, joinWords } from '../sentence.js';
import { entryWords, partWords, permits } from './entry-words.js';
import { closing, deciding, seeingOwners } from './mending.js';
import { whoGetsIn, whyTheyGetIn } from './reached-words.js';

/** A finding as people read it. Sentences end with a full stop; text of the system and of the policy stands unescaped. */
export interface FindingWords {
  /** What it is about, in a line's few words: "tcp/0.0.0.0:6379, redis-server". */
  readonly subject: string;
  /** What was found. */
  readonly found: string;
  readonly why?: string;
  /** What the policy says to that. */
  readonly policy?: string;
  /** Where in the policy that stands. */
  readonly entry?: PolicyEntry;
  /** What would close it, the smallest change first; or what else to do, as a title without lines. */
  readonly mend: readonly Advice[];
}

/** Puts a finding into words. `host` comes from `explainedHost`, once an audit; `file` is what the policy is called. */
export function findingWords(
  finding: Finding,
  { policy, file, audit, host }: { policy: Policy; file: string; audit: Audit; host: ExplainedHost },
): FindingWords {
  const at = (entry: PolicyEntry) => `${file}:${entry.place.line}`;
  const fallback = `the default permits ${audienceWords(policy.default)} (${file}:${policy.defaultPlace.line})`;
  switch (finding.rule) {
    case 'exposed': {
      const { subject, open, perhaps, nearest, misses } = finding;
      return {
        subject: subjectWords(subject),
        found: whoGetsIn(subject, open, perhaps, host),
        why: whyTheyGetIn(subject, open),
        policy:
          nearest === undefined
            ? `No entry is about it; ${fallback}.`
            : misses.length === 0
              ? `The entry at ${at(nearest)} permits ${permits(nearest)}.`
              : `No entry is about it, and ${fallback}. ${at(nearest)} comes nearest, but is about ${partWords(nearest, misses)}.`,
        entry: nearest,
        mend: closing(subject, [...open, ...perhaps], audit),
      };
    }
    case 'expired': {
      const { subject, open, perhaps, nearest } = finding;
      return {
        subject: subjectWords(subject),
        found: whoGetsIn(subject, open, perhaps, host),
        why: whyTheyGetIn(subject, open),
        policy: `The entry at ${at(nearest)}, which permitted ${permits(nearest)}, expired after ${nearest.expires}; ${fallback}. Its owner is ${nearest.owner}.`,
        entry: nearest,
        mend: [
          ...closing(subject, [...open, ...perhaps], audit),
          {
            title: `Or, if ${nearest.owner} still means it, set a later day`,
            where: at(nearest),
            lines: ['expires: YYYY-MM-DD'],
          },
        ],
      };
    }
    case 'undecided': {
      const { subject, perhaps, nearest, unknown } = finding;
      const isOwner = nearest !== undefined && unknown.length > 0;
      return {
        subject: subjectWords(subject),
        found: whoGetsIn(subject, isOwner ? perhaps : [], isOwner ? [] : perhaps, host),
        why: isOwner ? `Its ${joinWords(unknown, 'or')} could not be seen.` : whyTheyGetIn(subject, perhaps),
        policy: isOwner
          ? `Whether the entry at ${at(nearest)} is about it depends on that; else ${fallback}.`
          : nearest === undefined
            ? `No entry is about it; ${fallback}.`
            : `The entry nearest to it, at ${at(nearest)}, permits ${permits(nearest)}.`,
        entry: nearest,
        mend: isOwner ? [seeingOwners(audit)] : deciding(subject, perhaps, audit),
      };
    }
    case 'unreachable':
    case 'requirement-undecided': {
      const { entry, missing, subjects } = finding;
      const whom = joinWords(missing.map(({ text }) => text));
      const isOpen = finding.rule === 'unreachable';
      const [subject] = subjects;
      const found =
        subject === undefined
          ? isOpen
            ? 'Nothing listens there.'
            : 'Nothing that was seen listens there, but not all was.'
          : isOpen
            ? `${subjectWords(subject)} is not reachable by ${whom}.`
            : `It cannot be told whether ${subjectWords(subject)} is reachable by ${whom}.`;
      return {
        subject: entryWords(entry),
        found,
        why: subject?.listener.explanation,
        policy: `The entry at ${at(entry)} says that it has to be reachable by ${permits(entry)}. Its owner is ${entry.owner}.`,
        entry,
        mend: [
          {
            title:
              subject === undefined
                ? 'Start it, or strike the entry out'
                : `Let ${whom} in: listenscope trace SOURCE DESTINATION:PORT shows what stops a packet`,
            lines: [],
          },
        ],
      };
    }
    case 'unreadable':
      return {
        subject: finding.gap.subject,
        found: capital(gapSentence({ ...finding.gap, remedy: undefined })),
        why: 'What is not seen there may be reachable.',
        mend: finding.gap.remedy === undefined ? [] : [{ title: capital(finding.gap.remedy), lines: [] }],
      };
    case 'unused':
      return {
        subject: entryWords(finding.entry),
        found: 'Nothing that listens is like this entry.',
        policy: `It stands at ${at(finding.entry)}. Its owner is ${finding.entry.owner}.`,
        entry: finding.entry,
        mend: [{ title: 'Strike it out, unless it comes back', lines: [] }],
      };
    case 'expires-soon':
      return {
        subject: entryWords(finding.entry),
        found: `This entry expires after ${finding.entry.expires}: ${daysWords(finding.days)}.`,
        policy: `It stands at ${at(finding.entry)}. Its owner is ${finding.entry.owner}.`,
        entry: finding.entry,
        mend: [{ title: 'Close what it permits until then, or set a later day', lines: [] }],
      };
    default:
      return finding satisfies never;
  }
}

/** "tcp/0.0.0.0:6379, redis-server"; of a port that NAT hands on, its id alone. */
export function subjectWords({ kind, listener }: PolicySubject): string {
  return kind === 'forward' ? listener.id : `${listener.id}, ${ownerWords(listener)}`;
}

function audienceWords(audience: Exposure): string {
  return audience === 'none' ? 'nobody' : audience;
}

function daysWords(days: number): string {
  if (days === 0) return 'today is the last day';
  return days === 1 ? 'a day is left after today' : `${days} days are left after today`;
}
