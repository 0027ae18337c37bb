import type { Verdict } from '../model/reach.js';
import type { ChainRef, Reason, ReasonCode, RuleRef } from '../model/reason.js';
import { andOthers, policyWords, ruleWords } from './rule-words.js';

/** The verdict that each reason stands beside. Also the list of all codes: docs/reachability.md has a section for each. */
export const REASON_VERDICTS: Readonly<Record<ReasonCode, Verdict>> = {
  'no-firewall': 'allowed',
  'firewall-accept': 'allowed',
  'firewall-policy-accept': 'allowed',
  'firewall-not-concerned': 'allowed',
  'same-host': 'allowed',
  'firewall-drop': 'blocked',
  'firewall-reject': 'blocked',
  'firewall-policy-drop': 'blocked',
  'reply-blocked': 'blocked',
  'established-blocked': 'blocked',
  'nat-elsewhere': 'blocked',
  'ipvs-elsewhere': 'blocked',
  'ipvs-no-server': 'blocked',
  'no-listener': 'blocked',
  shadowed: 'blocked',
  'not-forwarded': 'blocked',
  'loopback-martian': 'blocked',
  'reverse-path': 'blocked',
  'no-return-route': 'blocked',
  'address-filter': 'blocked',
  'tcp-wrappers': 'blocked',
  'either-of': 'conditional',
  'firewall-unreadable': 'conditional',
  'firewall-not-evaluated': 'conditional',
  'facts-unreadable': 'conditional',
  'rate-limit': 'conditional',
  'dynamic-set': 'conditional',
  quota: 'conditional',
  'connection-limit': 'conditional',
  queue: 'conditional',
  time: 'conditional',
  'client-chosen': 'conditional',
  'unknown-match': 'conditional',
  'unknown-target': 'conditional',
  random: 'conditional',
  'ipvs-scheduled': 'conditional',
  'ipvs-direct': 'conditional',
  'order-unknown': 'conditional',
  'too-complex': 'conditional',
  'outside-layer': 'conditional',
};

/** Why, in the few words that fit a table cell: no capital, no full stop, one line, text of the system unescaped. */
export function reasonSentence(reason: Reason): string {
  switch (reason.code) {
    case 'no-firewall':
      return 'there are no firewall rules';
    case 'firewall-accept':
    case 'firewall-drop':
    case 'firewall-reject':
      return `${ruleWords(reason.rule)}${andOthers(reason.others)}`;
    case 'firewall-policy-accept':
      return 'no firewall rule stops it';
    case 'firewall-not-concerned':
      return 'no firewall rule is on its way';
    case 'same-host':
      return 'no rule on lo stops it';
    case 'firewall-policy-drop':
      return policyWords(reason.chain);
    case 'reply-blocked':
      return `the answer is stopped${by(reason)}`;
    case 'established-blocked':
      return `the second packet is stopped${by(reason)}`;
    case 'nat-elsewhere':
      return `NAT hands it to ${reason.target}: ${ruleWords(reason.rule)}`;
    case 'ipvs-elsewhere':
      return `IPVS sends it to ${reason.target}: ${reason.service}`;
    case 'ipvs-no-server':
      return `IPVS has no real server for it: ${reason.service}`;
    case 'no-listener':
      return 'nothing listens there';
    case 'shadowed':
      return `${reason.listener} gets it instead`;
    case 'not-forwarded':
      return `forwarding is off: ${reason.sysctl}`;
    case 'loopback-martian':
      return 'loopback addresses are for this machine only';
    case 'reverse-path':
      return reason.mode === 'strict'
        ? `no route back by that interface: ${reason.sysctl}`
        : `no route back: ${reason.sysctl}`;
    case 'no-return-route':
      return 'no route for the answer';
    case 'address-filter':
      return `IPAddressDeny= of ${reason.unit}`;
    case 'tcp-wrappers':
      return `tcp wrappers: ${reason.line}`;
    case 'either-of':
      return `one of ${reason.listeners.length} listeners gets it: ${reason.listeners.join(', ')}`;
    case 'firewall-unreadable':
      return `could not read the firewall: ${reason.subject}`;
    case 'firewall-not-evaluated':
      return 'firewall rules exist and were not evaluated';
    case 'facts-unreadable':
      return `could not read: ${reason.subject}`;
    case 'rate-limit':
      return `rate limit: ${ruleWords(reason.rule)}`;
    case 'dynamic-set':
      return `depends on the set ${reason.set}: ${ruleWords(reason.rule)}`;
    case 'quota':
      return `until a quota is used up: ${ruleWords(reason.rule)}`;
    case 'connection-limit':
      return `connection limit: ${ruleWords(reason.rule)}`;
    case 'queue':
      return `a program decides: ${ruleWords(reason.rule)}`;
    case 'time':
      return `depends on the time: ${ruleWords(reason.rule)}`;
    case 'client-chosen':
      return `only with ${reason.choice}: ${ruleWords(reason.rule)}`;
    case 'unknown-match':
      return `not known whether it matches: ${reason.text}`;
    case 'unknown-target':
      return `not known what it does: ${reason.text}`;
    case 'random':
      return `left to chance: ${ruleWords(reason.rule)}`;
    case 'ipvs-scheduled':
      return `IPVS chooses one of ${reason.servers.join(', ')}: ${reason.service}`;
    case 'ipvs-direct':
      return reason.method === 'tunnel'
        ? `IPVS sends it to ${reason.target} in a tunnel: ${reason.service}`
        : `IPVS sends it to ${reason.target} as it is: ${reason.service}`;
    case 'order-unknown':
      return `order of chains not known: ${reason.chains.join(', ')}`;
    case 'too-complex':
      return `not followed to the end: ${reason.detail}`;
    case 'outside-layer':
      return `${reason.layer}: ${reason.detail}`;
    default:
      return reason satisfies never;
  }
}

function by(stop: { readonly rule?: RuleRef; readonly chain?: ChainRef }): string {
  if (stop.rule !== undefined) return `: ${ruleWords(stop.rule)}`;
  return stop.chain === undefined ? '' : `: ${policyWords(stop.chain)}`;
}
