import type { ChainRef, Reason, RuleRef } from '../model/reason.js';
import { reasonSentence } from './reasons.js';
import { andOthers, bareRuleWords, policyActor, policyWords, ruleActor, ruleWords } from './rule-words.js';
import { joinWords } from './sentence.js';

/**
 * Why, as a clause of a sentence ("it" is the connection): no capital, no full stop. Quotes what decides in brackets, unless
 * `quoting` is false.
 */
export function reasonClause(reason: Reason, quoting = true): string {
  const quoted = (words: string) => (quoting ? ` (${words})` : '');
  switch (reason.code) {
    case 'firewall-accept':
      return `${ruleActor(reason.rule)} lets it in${quoted(bareRuleWords(reason.rule) + andOthers(reason.others))}`;
    case 'firewall-drop':
      return `${ruleActor(reason.rule)} drops it${quoted(bareRuleWords(reason.rule) + andOthers(reason.others))}`;
    case 'firewall-reject':
      return `${ruleActor(reason.rule)} rejects it${quoted(bareRuleWords(reason.rule) + andOthers(reason.others))}`;
    case 'firewall-policy-drop':
      return reason.chain.frontEnd === 'ufw'
        ? "ufw's default policy drops it"
        : `${policyActor(reason.chain)} drops it`;
    case 'nat-elsewhere':
      return `NAT hands it to ${reason.target}${quoted(ruleWords(reason.rule))}`;
    case 'ipvs-elsewhere':
      return `IPVS sends it to ${reason.target}${quoted(reason.service)}`;
    case 'ipvs-no-server':
      return `IPVS takes it and has no real server for it${quoted(reason.service)}`;
    case 'no-listener':
      return 'nothing listens where it is sent';
    case 'shadowed':
      return `${reason.listener} gets it instead`;
    case 'not-forwarded':
      return `this machine does not forward packets${quoted(reason.sysctl)}`;
    case 'loopback-martian':
      return 'packets for loopback addresses are dropped when they come from outside';
    case 'reverse-path':
      return reason.mode === 'strict'
        ? `no route back to it leaves by the interface it comes in by${quoted(reason.sysctl)}`
        : `no route leads back to it${quoted(reason.sysctl)}`;
    case 'no-return-route':
      return 'no route leads back to it, so that no answer can leave';
    case 'address-filter':
      return `systemd keeps it out (IPAddressDeny= of ${reason.unit})`;
    case 'tcp-wrappers':
      return `tcp wrappers keep it out${quoted(reason.line)}`;
    case 'either-of':
      return `${reason.listeners.join(' and ')} share the port, and the kernel gives each connection to one of them`;
    case 'firewall-unreadable':
      return `the firewall could not be read${quoted(reason.subject)}`;
    case 'facts-unreadable':
      return `${reason.subject} could not be read`;
    case 'rate-limit':
      return `a rule lets in only so many at a time${quoted(ruleWords(reason.rule))}`;
    case 'dynamic-set':
      return `it depends on what is in the set ${reason.set} at that moment${quoted(ruleWords(reason.rule))}`;
    case 'quota':
      return `it depends on how much of a quota is left${quoted(ruleWords(reason.rule))}`;
    case 'connection-limit':
      return `it depends on how many connections are open${quoted(ruleWords(reason.rule))}`;
    case 'queue':
      return `a program in user space decides${quoted(ruleWords(reason.rule))}`;
    case 'time':
      return `it depends on the time of day${quoted(ruleWords(reason.rule))}`;
    case 'client-chosen':
      return `only a client with ${reason.choice} gets in${quoted(ruleWords(reason.rule))}`;
    case 'unknown-match':
      return `it cannot be told whether a rule matches${quoted(reason.text)}`;
    case 'unknown-target':
      return `it cannot be told what a rule does${quoted(reason.text)}`;
    case 'random':
      return `a rule leaves it to chance${quoted(ruleWords(reason.rule))}`;
    case 'ipvs-scheduled':
      return `IPVS gives each connection to one of ${joinWords(reason.servers)}${quoted(reason.service)}`;
    case 'ipvs-direct':
      return reason.method === 'tunnel'
        ? `IPVS sends it to ${reason.target} in a tunnel, whose other end is not looked at`
        : `IPVS sends it to ${reason.target} as it is, which must take and answer it by itself`;
    case 'order-unknown':
      return `it depends on which of ${reason.chains.join(' and ')} runs first`;
    case 'too-complex':
      return `its way was not followed to the end${quoted(reason.detail)}`;
    case 'outside-layer':
      return reason.opens
        ? `a layer outside the firewall may let it in all the same${quoted(reason.detail.replace(/\.$/, ''))}`
        : `a layer outside the firewall may stop it${quoted(reason.detail.replace(/\.$/, ''))}`;
    case 'no-firewall':
    case 'firewall-policy-accept':
    case 'firewall-not-concerned':
    case 'firewall-not-evaluated':
    case 'same-host':
      return reasonSentence(reason);
    case 'reply-blocked':
      return `the answer is stopped${stop(reason, quoted)}`;
    case 'established-blocked':
      return `the second packet is stopped${stop(reason, quoted)}`;
    default:
      return reason satisfies never;
  }
}

function stop(
  by: { readonly rule?: RuleRef; readonly chain?: ChainRef },
  quoted: (words: string) => string,
): string {
  if (by.rule !== undefined) return quoted(ruleWords(by.rule));
  return by.chain === undefined ? '' : quoted(policyWords(by.chain));
}

/** What answers in place of the listener, and who sends the port there; undefined for other reasons. */
export function answeredInstead(reason: Reason, quoting: boolean): string | undefined {
  if (reason.code !== 'nat-elsewhere' && reason.code !== 'ipvs-elsewhere') return undefined;
  const [who, by] =
    reason.code === 'nat-elsewhere' ? ['NAT', ruleWords(reason.rule)] : ['IPVS', reason.service];
  return `${who} hands the port to ${reason.target}, which answers instead${quoting ? ` (${by})` : ''}`;
}
