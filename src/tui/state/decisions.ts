import type { Audit } from '../../model/audit.js';
import type { Verdict } from '../../model/reach.js';
import type { RuleRef } from '../../model/reason.js';
import { memoizeLast } from './memo.js';

/** What a rule or a policy decides: listener ids by verdict. */
export type Decision = ReadonlyMap<Verdict, ReadonlySet<string>>;

export interface Decisions {
  ofRule(namespace: string, rule: RuleRef): Decision | undefined;
  ofPolicy(namespace: string, table: string, chain: string): Decision | undefined;
  /** The listeners that rules and policy of a chain let someone reach, certainly or perhaps. */
  openedBy(namespace: string, table: string, chain: string): ReadonlySet<string>;
}

/** Which rules and policies decide about which listeners, gathered from the reasons of an audit. */
export function decisionsOf({ listeners, forwards }: Audit): Decisions {
  return gather(listeners, forwards);
}

const gather = memoizeLast((listeners: Audit['listeners'], forwards: Audit['forwards']): Decisions => {
  const decisions = new Map<string, Map<Verdict, Set<string>>>();
  const opened = new Map<string, Set<string>>();
  for (const { id, reach } of [...listeners, ...forwards]) {
    for (const { namespace, audience, verdict, reason } of reach) {
      // That this host reaches itself opens nothing.
      if (audience === 'this-host' && verdict === 'allowed') continue;
      const rule = 'rule' in reason ? reason.rule : undefined;
      const place = rule ?? ('chain' in reason ? reason.chain : undefined);
      if (place === undefined) continue;
      const chain = chainKey(namespace, place.table, place.chain);
      const decision = getOrPut(
        decisions,
        rule === undefined ? policyKey(chain) : ruleKey(chain, rule),
        () => new Map(),
      );
      getOrPut(decision, verdict, () => new Set()).add(id);
      if (verdict !== 'blocked') getOrPut(opened, chain, () => new Set()).add(id);
    }
  }
  return {
    ofRule: (namespace, rule) => decisions.get(ruleKey(chainKey(namespace, rule.table, rule.chain), rule)),
    ofPolicy: (namespace, table, chain) => decisions.get(policyKey(chainKey(namespace, table, chain))),
    openedBy: (namespace, table, chain) => opened.get(chainKey(namespace, table, chain)) ?? new Set(),
  };
});

function getOrPut<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

function chainKey(namespace: string, table: string, chain: string): string {
  return `${namespace} ${table} ${chain}`;
}

function policyKey(chain: string): string {
  return `${chain} policy`;
}

function ruleKey(chain: string, { handle, position, text }: RuleRef): string {
  return `${chain} ${position ?? handle ?? ''} ${text}`;
}
