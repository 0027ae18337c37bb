import type { ComparedAudit } from '../model/change.js';
import type { ChainRef, Reason, RuleRef } from '../model/reason.js';
import type { Ruleset } from '../model/ruleset.js';
import { namespaceLabels } from './namespace-labels.js';

/** What one audit tells of firewall rules: all of them where it has the rulesets, else those that decide about something. */
export interface KnownRules {
  /** False where rules that decide about nothing are not known. */
  readonly all: boolean;
  has(namespaces: readonly string[], rule: RuleRef): boolean;
  policyOf(namespaces: readonly string[], chain: ChainRef): 'accept' | 'drop' | undefined;
  /** The rules by which NAT may hand on what is sent to `port`. */
  natRules(namespaces: readonly string[], port: number): readonly RuleRef[];
}

/** `namespaces` of its functions are labels. */
export function knownRules(audit: ComparedAudit): KnownRules {
  const labels = namespaceLabels(audit);
  return audit.rulesets === undefined ? rulesOfReasons(audit) : rulesOfRulesets(audit.rulesets, labels);
}

function rulesOfRulesets(
  rulesets: ReadonlyMap<string, Ruleset>,
  labels: ReadonlyMap<string, string>,
): KnownRules {
  const tablesOf = (namespaces: readonly string[]) =>
    [...rulesets].flatMap(([id, { tables }]) => (namespaces.includes(labels.get(id) ?? id) ? tables : []));
  return {
    all: true,
    has: (namespaces, rule) =>
      tablesOf(namespaces).some((table) =>
        table.chains.get(rule.chain)?.rules.some(({ ref }) => isSameRule(ref, rule)),
      ),
    policyOf: (namespaces, chain) =>
      tablesOf(namespaces)
        .find((table) => table.backend === chain.backend && `${table.family} ${table.name}` === chain.table)
        ?.chains.get(chain.chain)?.base?.policy,
    natRules: (namespaces, port) =>
      tablesOf(namespaces).flatMap((table) =>
        [...table.chains.values()].flatMap(({ rules }) =>
          rules
            .filter(
              ({ statements, ref }) =>
                statements.some(({ kind }) => kind === 'dnat' || kind === 'redirect') && namesPort(ref, port),
            )
            .map(({ ref }) => ref),
        ),
      ),
  };
}

function rulesOfReasons({ subjects }: ComparedAudit): KnownRules {
  const entries = subjects.flatMap(({ reach }) => reach);
  const reasons = entries.map(({ reason }) => reason);
  return {
    all: false,
    has: (_, rule) =>
      reasons.some((reason) => {
        const other = ruleOf(reason);
        return other !== undefined && isSameRule(other, rule);
      }),
    policyOf(_, chain) {
      for (const reason of reasons) {
        if (reason.code !== 'firewall-policy-accept' && reason.code !== 'firewall-policy-drop') continue;
        if (isSameChain(reason.chain, chain))
          return reason.code === 'firewall-policy-drop' ? 'drop' : 'accept';
      }
      return undefined;
    },
    natRules: (_, port) => {
      const found = entries.flatMap((entry) =>
        entry.reason.code === 'nat-elsewhere' && entry.port === port ? [entry.reason.rule] : [],
      );
      return found.filter((rule, i) => found.findIndex((each) => isSameRule(each, rule)) === i);
    },
  };
}

function namesPort({ text }: RuleRef, port: number): boolean {
  return new RegExp(`(^|[^\\d.])${port}([^\\d.]|$)`).test(text);
}

/** The rule that a reason names. */
export function ruleOf(reason: Reason | undefined): RuleRef | undefined {
  return reason !== undefined && 'rule' in reason ? reason.rule : undefined;
}

/** The same rule, wherever it stands in its chain: handles are others after every reload. */
export function isSameRule(a: RuleRef, b: RuleRef): boolean {
  return a === b || (a.table === b.table && a.chain === b.chain && a.text === b.text);
}

/** The same chain. */
export function isSameChain(a: ChainRef, b: ChainRef): boolean {
  return a.table === b.table && a.chain === b.chain && a.backend === b.backend;
}
