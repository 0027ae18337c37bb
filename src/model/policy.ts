import type { ParsedCidrs } from '../net/cidr.js';
import type { AuditedListener } from './audit.js';
import type { Gap } from './gap.js';
import type { Audience, Exposure } from './listener.js';
import type { ReachEntry } from './reach.js';

/** A place in the policy's file, both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What is meant to be reachable, as a policy file says it. */
export interface Policy {
  /** The audience that may reach whatever no entry permits more of; it and all narrower ones. */
  readonly default: Exposure;
  readonly defaultPlace: Place;
  readonly allow: readonly PolicyEntry[];
}

/** The properties of an entry that choose listeners: all that are there have to hold, of each one of its values. */
export const SUBJECT_CRITERIA = [
  'service',
  'process',
  'unit',
  'container',
  'namespace',
  'protocol',
  'address',
  'scope',
  'target',
] as const;
export type SubjectCriterion = (typeof SUBJECT_CRITERIA)[number];

/** What of an entry may fail to hold. */
export type EntryPart = SubjectCriterion | 'port';

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** One exception: what it is about, who may reach it, who answers for that and why. */
export interface PolicyEntry {
  readonly place: Place;
  readonly criteria: Readonly<Partial<Record<SubjectCriterion, readonly string[]>>>;
  /** Ports that clients dial; any when absent. */
  readonly ports?: readonly PortRange[];
  /** Interfaces that packets come in by; any when absent. */
  readonly interfaces?: readonly string[];
  readonly reachableBy: readonly Permission[];
  /** True when it has to be reachable, not only may be. */
  readonly required: boolean;
  readonly owner: string;
  readonly reason: string;
  /** The last day on which it counts, UTC: "2027-01-31". */
  readonly expires?: string;
}

/** Who may reach it: an audience with all narrower ones, or a network. */
export type Permission =
  | { readonly kind: 'audience'; readonly audience: Audience; readonly text: string }
  | { readonly kind: 'network'; readonly network: ParsedCidrs; readonly text: string };

/** A listener, or a port that NAT hands on in the shape of one, with what policies look at besides. */
export interface PolicySubject {
  readonly kind: 'listener' | 'forward';
  readonly listener: AuditedListener;
  /** Of a forward: what NAT hands the port to, "172.17.0.2:80". */
  readonly target?: string;
  /** "current", or what ids have behind the "@". */
  readonly namespace: string;
}

/** What a check found of one listener, of one entry, or of what could not be read. */
export type Finding =
  /** Reachable by more than the policy permits. `open` and `perhaps` hold the part of reach beyond it. */
  | {
      readonly rule: 'exposed';
      readonly subject: PolicySubject;
      readonly open: readonly ReachEntry[];
      readonly perhaps: readonly ReachEntry[];
      /** The entry that permits some of it, or that comes nearest to; none where only the default speaks of it. */
      readonly nearest?: PolicyEntry;
      /** What of `nearest` does not hold for this listener; empty where it is about it and permits too little. */
      readonly misses: readonly EntryPart[];
    }
  /** Like "exposed", but an entry permitted it until it expired. */
  | {
      readonly rule: 'expired';
      readonly subject: PolicySubject;
      readonly open: readonly ReachEntry[];
      readonly perhaps: readonly ReachEntry[];
      readonly nearest: PolicyEntry;
    }
  /** An entry says that it has to be reachable, and it is not: by `missing`. */
  | {
      readonly rule: 'unreachable';
      readonly entry: PolicyEntry;
      readonly missing: readonly Permission[];
      /** What the entry is about; empty where nothing listens. */
      readonly subjects: readonly PolicySubject[];
    }
  /** It cannot be told whether somebody beyond the policy gets through, or whether it is the one that an entry means. */
  | {
      readonly rule: 'undecided';
      readonly subject: PolicySubject;
      readonly perhaps: readonly ReachEntry[];
      readonly nearest?: PolicyEntry;
      /** The criteria of `nearest` that could not be held against it. */
      readonly unknown: readonly SubjectCriterion[];
    }
  /** It cannot be told whether what an entry requires is reachable. */
  | {
      readonly rule: 'requirement-undecided';
      readonly entry: PolicyEntry;
      readonly missing: readonly Permission[];
      readonly subjects: readonly PolicySubject[];
    }
  /** Something was not read that may hide listeners or ports handed on. */
  | { readonly rule: 'unreadable'; readonly gap: Gap }
  /** An entry that is about nothing any more. */
  | { readonly rule: 'unused'; readonly entry: PolicyEntry }
  | { readonly rule: 'expires-soon'; readonly entry: PolicyEntry; readonly days: number };

export type FindingRule = Finding['rule'];

/** How bad it is: a violation ends the check with 1, what is undecided with 3, a notice with nothing. */
export const FINDING_LEVELS: Readonly<Record<FindingRule, 'violation' | 'undecided' | 'notice'>> = {
  exposed: 'violation',
  expired: 'violation',
  unreachable: 'violation',
  undecided: 'undecided',
  'requirement-undecided': 'undecided',
  unreadable: 'undecided',
  unused: 'notice',
  'expires-soon': 'notice',
};

/** A policy held against an audit. */
export interface PolicyCheck {
  readonly policy: Policy;
  /** All that was looked at, whether something was found or not. */
  readonly subjects: readonly PolicySubject[];
  /** Violations first. */
  readonly findings: readonly Finding[];
}

/** An entry that would permit what is reachable, before somebody answers for it. */
export interface PolicyDraft {
  readonly criteria: Readonly<Partial<Record<SubjectCriterion, readonly string[]>>>;
  /** "443", "32768-60999". */
  readonly ports: readonly string[];
  readonly interfaces: readonly string[];
  /** Audiences and networks. */
  readonly reachableBy: readonly string[];
  /** What it is about, as sentences. */
  readonly about: readonly string[];
}

/** The smallest change of a policy that permits what was found. */
export type PolicyChange =
  | { readonly kind: 'add'; readonly drafts: readonly PolicyDraft[] }
  /** `entry` says too little: `reachableBy` is what it would have to say. */
  | { readonly kind: 'widen'; readonly entry: PolicyEntry; readonly reachableBy: readonly string[] };
