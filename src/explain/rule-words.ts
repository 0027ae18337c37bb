import type { ChainRef, RuleRef } from '../model/reason.js';

/**
 * The rule as the person who wrote it knows it: in the words of the front end where they are known, as "table chain: rule"
 * otherwise. One line, unescaped.
 */
export function ruleWords(rule: RuleRef): string {
  if (rule.frontEndWords === undefined) return `${rule.table} ${rule.chain}: ${rule.text}`;
  if (rule.frontEnd === undefined || startsWith(rule.frontEndWords, rule.frontEnd)) return rule.frontEndWords;
  return `${rule.frontEnd}: ${rule.frontEndWords}`;
}

/** The same without the front end's name, for a sentence that has named it. */
export function bareRuleWords(rule: RuleRef): string {
  return rule.frontEnd === undefined ? ruleWords(rule) : (rule.frontEndWords ?? ruleWords(rule));
}

/** The rules of a long list, after the words of the first: " and 9999 more rules like it". */
export function andOthers(others: number | undefined): string {
  return others === undefined ? '' : ` and ${others} more rules like it`;
}

/** Who stops or lets in by this rule, as the subject of a sentence: "ufw", "a firewall rule". */
export function ruleActor(rule: RuleRef): string {
  return rule.frontEnd ?? 'a firewall rule';
}

/** The default policy of a base chain: "ufw: default deny (incoming)", "inet filter input: policy drop". */
export function policyWords(chain: ChainRef): string {
  if (chain.frontEnd === 'ufw') return `ufw: default deny (${ufwDirection(chain.hook)})`;
  return `${chain.table} ${chain.chain}: policy drop`;
}

/** The chain that has a policy: "inet filter input", "ufw (incoming)". */
export function policyName(chain: ChainRef): string {
  return chain.frontEnd === 'ufw' ? `ufw (${ufwDirection(chain.hook)})` : `${chain.table} ${chain.chain}`;
}

/** Who has that policy, as the subject of a sentence: "ufw", "the default policy of ip filter INPUT". */
export function policyActor(chain: ChainRef): string {
  return chain.frontEnd === 'ufw' ? 'ufw' : `the default policy of ${chain.table} ${chain.chain}`;
}

/** ufw(8) calls the hooks by the direction of the traffic: `ufw default deny incoming`. */
function ufwDirection(hook: string): string {
  if (hook === 'output') return 'outgoing';
  return hook === 'forward' ? 'routed' : 'incoming';
}

function startsWith(words: string, name: string): boolean {
  return words.toLowerCase().startsWith(name.toLowerCase());
}
