import type { Verdict } from '../../model/reach.js';
import type { Reason, ReasonCode } from '../../model/reason.js';
import { type AddressSet, isEmpty, subtract, unionAll } from '../../net/address-set.js';
import { assignFirst } from '../../net/assign-first.js';
import type { Acceptance, Doubt, Stop } from '../world.js';
import { joinRuleLists } from './rule-lists.js';

/** Peers with one answer. */
export interface Decision {
  readonly sources: AddressSet;
  readonly verdict: Verdict;
  readonly reason: Reason;
}

/** Peers whose packets got somewhere, and what is known of the rest. */
export interface Case {
  readonly must: AddressSet;
  readonly may: AddressSet;
  readonly doubts: readonly Doubt[];
  readonly acceptedBy: readonly Acceptance[];
  readonly stops: readonly CaseStop[];
}

/** As `Stop`; without `must` where that is not known, and nobody is certainly stopped by it. */
export type CaseStop = Pick<Stop, 'may' | 'reason'> & Partial<Pick<Stop, 'must'>>;

/**
 * Turns a case into decisions with disjoint sources: allowed by what let them pass (`otherwise` where no chain had a say),
 * conditional by what could not be decided, blocked by what stopped them. With `unsure` nothing is certainly allowed.
 */
export function decide(subject: Case, otherwise: Reason, unsure?: Reason): readonly Decision[] {
  const { must, may, doubts } = subject;
  const accepted = subject.acceptedBy.map(({ sources, by }): Claim => ({ sources, reason: accepting(by) }));
  const unread = subject.stops.filter(({ reason }) => isUnread(reason)).map(claimOf);
  const stops = subject.stops.filter(({ reason }) => !isUnread(reason)).map(claimOf);
  const certain = subject.stops.every(({ must: sure, may: perhaps }) => sure === perhaps)
    ? []
    : subject.stops.flatMap(({ must: sources, reason }): Claim[] =>
        sources === undefined || !isDecisive(reason) ? [] : [{ sources, reason }],
      );
  // A stop for a reason that decides nothing (an unknown target) leaves open what became of its peers.
  const undecided = stops.filter(({ reason }) => !isDecisive(reason));
  const open = unionAll(may.family, [may, ...undecided.map(({ sources }) => sources)]);
  const closed = subtract(
    unionAll(
      may.family,
      stops.map(({ sources }) => sources),
    ),
    open,
  );
  return joinRuleLists([
    ...(unsure === undefined
      ? divide('allowed', must, accepted, otherwise)
      : divide('conditional', must, [], unsure)),
    ...divide('conditional', subtract(open, must), [...doubts, ...unread, ...stops], SEVERAL),
    // What certainly stops a peer is named before what only may.
    ...divide('blocked', closed, [...certain, ...stops], SEVERAL),
  ]);
}

/** Peers to whom a reason applies, unless an earlier one does. */
interface Claim {
  readonly sources: AddressSet;
  readonly reason: Reason;
}

function claimOf({ may: sources, reason }: CaseStop): Claim {
  return { sources, reason };
}

const SEVERAL: Reason = { code: 'too-complex', detail: 'several undecided rules together' };

/** Divides `peers` among the claims, the first first; `otherwise` gives the reason for those whom none claims. */
function divide(
  verdict: Verdict,
  peers: AddressSet,
  claims: readonly Claim[],
  otherwise: Reason,
): Decision[] {
  const parts = assignFirst(
    claims.map(({ sources }) => sources),
    peers,
  );
  const rest = subtract(peers, unionAll(peers.family, parts));
  return [...parts, rest].flatMap((sources, i): Decision[] =>
    isEmpty(sources) ? [] : [{ sources, verdict, reason: claims[i]?.reason ?? otherwise }],
  );
}

function accepting(by: Acceptance['by']): Reason {
  return by.kind === 'rule'
    ? { code: 'firewall-accept', rule: by.rule }
    : { code: 'firewall-policy-accept', chain: by.chain };
}

/** True where what was not read stops a packet or lets it pass, and does no more: what happens later happens in either case. */
export function isUnread({ code }: Reason): boolean {
  return code === 'facts-unreadable';
}

/** True for reasons that settle the matter: who is stopped for one of them does not get through. */
export function isDecisive({ code }: Reason): boolean {
  return DECISIVE.has(code);
}

const DECISIVE: ReadonlySet<ReasonCode> = new Set([
  'firewall-drop',
  'firewall-reject',
  'firewall-policy-drop',
  'reply-blocked',
  'established-blocked',
  'nat-elsewhere',
  'ipvs-elsewhere',
  'ipvs-no-server',
  'no-listener',
  'shadowed',
  'not-forwarded',
  'loopback-martian',
  'reverse-path',
  'no-return-route',
  'address-filter',
  'tcp-wrappers',
]);
