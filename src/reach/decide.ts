import type { Verdict } from '../model/reach.js';
import type { Reason, ReasonCode } from '../model/reason.js';
import { type AddressSet, intersect, isEmpty, subtract, union, unionAll } from '../net/address-set.js';
import type { Acceptance, Doubt, Stop } from './world.js';

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
  readonly stops: readonly Pick<Stop, 'may' | 'reason'>[];
}

/**
 * Turns a case into decisions with disjoint sources: allowed by what let them pass (`otherwise` where no chain had a say),
 * conditional by what could not be decided, blocked by what stopped them. With `unsure` nothing is certainly allowed.
 */
export function decide(subject: Case, otherwise: Reason, unsure?: Reason): Decision[] {
  return [
    ...(unsure === undefined ? allowed(subject, otherwise) : conditional(subject.must, unsure)),
    ...undecided(subject),
    ...blocked(subject),
  ];
}

function allowed({ must, acceptedBy }: Case, otherwise: Reason): Decision[] {
  const decisions: Decision[] = [];
  let rest = must;
  for (const { sources, by } of acceptedBy) {
    const here = intersect(rest, sources);
    if (isEmpty(here)) continue;
    rest = subtract(rest, here);
    const reason: Reason =
      by.kind === 'rule'
        ? { code: 'firewall-accept', rule: by.rule }
        : { code: 'firewall-policy-accept', chain: by.chain };
    decisions.push({ sources: here, verdict: 'allowed', reason });
  }
  return isEmpty(rest) ? decisions : [...decisions, { sources: rest, verdict: 'allowed', reason: otherwise }];
}

function undecided({ must, may, doubts, stops }: Case): Decision[] {
  const decisions: Decision[] = [];
  // A stop for a reason that decides nothing (an unknown target) leaves open what became of its peers.
  const open = stops.filter(({ reason }) => !isDecisive(reason)).map((stop) => stop.may);
  let rest = subtract(unionAll(may.family, [may, ...open]), must);
  for (const { sources, reason } of [
    ...doubts,
    ...stops.map((stop) => ({ sources: stop.may, reason: stop.reason })),
  ]) {
    const here = intersect(rest, sources);
    if (isEmpty(here)) continue;
    rest = subtract(rest, here);
    decisions.push({ sources: here, verdict: 'conditional', reason });
  }
  return [
    ...decisions,
    ...conditional(rest, { code: 'too-complex', detail: 'several undecided rules together' }),
  ];
}

function blocked({ may, stops }: Case): Decision[] {
  const decisions: Decision[] = [];
  const open = stops.filter(({ reason }) => !isDecisive(reason)).map((stop) => stop.may);
  let named = unionAll(may.family, [may, ...open]);
  for (const { may: stopped, reason } of stops) {
    const here = subtract(stopped, named);
    if (isEmpty(here)) continue;
    named = union(named, here);
    decisions.push({ sources: here, verdict: 'blocked', reason });
  }
  return decisions;
}

/** True for reasons that settle the matter: who is stopped for one of them does not get through. */
function isDecisive({ code }: Reason): boolean {
  return DECISIVE.has(code);
}

const DECISIVE: ReadonlySet<ReasonCode> = new Set([
  'firewall-drop',
  'firewall-reject',
  'firewall-policy-drop',
  'reply-blocked',
  'established-blocked',
  'nat-elsewhere',
  'shadowed',
  'not-forwarded',
  'loopback-martian',
  'reverse-path',
  'no-return-route',
  'address-filter',
  'tcp-wrappers',
]);

function conditional(sources: AddressSet, reason: Reason): Decision[] {
  return isEmpty(sources) ? [] : [{ sources, verdict: 'conditional', reason }];
}
