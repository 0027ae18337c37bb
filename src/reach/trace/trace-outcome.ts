import type { ChainRef, Reason, RuleRef } from '../../model/reason.js';
import type { Trace } from '../../model/trace.js';
import { isEmpty } from '../../net/address-set.js';
import { isDecisive, isUnread } from '../survey/decide.js';
import type { Doubt, Stop } from '../world.js';

/** How a packet ends. */
export type Fate = Trace['outcome'];

/** The fate of a packet that got nowhere: stopped by what certainly stopped it, or open where that is not certain. */
export function fateOfStops(all: readonly Stop[]): Fate {
  const stops = all.filter(({ reason }) => !isUnread(reason));
  const sure = stops.find(({ must }) => !isEmpty(must)) ?? (stops.length === 1 ? stops[0] : undefined);
  // A reason that decides nothing leaves open what became of it, as it does for reach.
  if (!stops.every(({ reason }) => isDecisive(reason))) return undecidedFate([], stops);
  if (sure !== undefined) return { kind: 'stopped', by: reasonText(sure.reason) };
  if (stops.length === 0)
    return { kind: 'stopped', by: 'the kernel drops it: its source or its way is not valid' };
  return { kind: 'stopped', by: stops.map(({ reason }) => reasonText(reason)).join(', or ') };
}

/** The fate of a packet that may have come through. */
export function undecidedFate(doubts: readonly Doubt[], stops: readonly Stop[]): Fate {
  const reasons = [...doubts.map(({ reason }) => reason), ...stops.map(({ reason }) => reason)];
  const because = [...new Set(reasons.map(reasonText))];
  return {
    kind: 'undecided',
    because: because.length === 0 ? ['several undecided rules together'] : because,
  };
}

/** A reason in few words; the steps above it tell the rest. */
export function reasonText(reason: Reason): string {
  const { code } = reason;
  switch (code) {
    case 'firewall-drop':
    case 'firewall-reject':
      return `${code === 'firewall-drop' ? 'dropped' : 'rejected'} by ${ruleText(reason.rule)}`;
    case 'firewall-policy-drop':
      return `dropped by the policy of ${chainText(reason.chain)}`;
    case 'reply-blocked':
      return `its answer is stopped${by(reason)}`;
    case 'established-blocked':
      return `the packets after the first are stopped${by(reason)}`;
    case 'client-chosen':
      return `${ruleText(reason.rule)} lets only special packets pass (${reason.choice})`;
    case 'dynamic-set':
      return `what set ${reason.set} holds when it comes to ${ruleText(reason.rule)}`;
    case 'unknown-match':
    case 'unknown-target':
      return `"${reason.text}" in ${ruleText(reason.rule)} is not understood`;
    case 'reverse-path':
      return `no route back by that interface (${reason.sysctl})`;
    case 'not-forwarded':
      return `this host does not forward (${reason.sysctl})`;
    case 'loopback-martian':
      return 'a loopback address may not come in from outside';
    case 'no-return-route':
      return 'no route leads back to its source';
    case 'address-filter':
      return `turned away by IPAddressDeny= of ${reason.unit}`;
    case 'tcp-wrappers':
      return `turned away by tcp wrappers: ${reason.line}`;
    case 'facts-unreadable':
    case 'firewall-unreadable':
      return `${reason.subject} could not be read`;
    case 'order-unknown':
      return `which runs first of ${reason.chains.join(' and ')}`;
    case 'ipvs-no-server':
      return `IPVS has no real server for ${reason.service}`;
    case 'ipvs-scheduled':
      return `IPVS chooses one of ${reason.servers.join(', ')} for ${reason.service}`;
    case 'ipvs-direct':
      return `whether ${reason.target}, to which IPVS sends it as it is, takes and answers it`;
    case 'too-complex':
      return reason.detail;
    default:
      return 'rule' in reason && reason.rule !== undefined
        ? `${code.replaceAll('-', ' ')} in ${ruleText(reason.rule)}`
        : code.replaceAll('-', ' ');
  }
}

function by({ rule, chain }: { readonly rule?: RuleRef; readonly chain?: ChainRef }): string {
  if (rule !== undefined) return ` by ${ruleText(rule)}`;
  return chain === undefined ? '' : ` by the policy of ${chainText(chain)}`;
}

function ruleText({ table, chain, text }: RuleRef): string {
  return `rule "${text}" in chain ${chain} of table ${table}`;
}

function chainText({ table, chain }: ChainRef): string {
  return `chain ${chain} of table ${table}`;
}
