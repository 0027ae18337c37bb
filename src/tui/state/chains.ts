import type { Audit } from '../../model/audit.js';
import type { Chain, HookName, Rule, Table } from '../../model/ruleset.js';
import { memoizeLast } from './memo.js';

/** One chain of the Firewall tab. */
export interface ChainEntry {
  readonly key: string;
  readonly namespace: string;
  readonly table: Table;
  readonly chain: Chain;
  /** "inet filter": as rule references name tables. */
  readonly tableName: string;
  /** 0 for base chains, one more for each jump that leads here. */
  readonly depth: number;
}

/** The order in which a packet for this host meets the hooks, then that of what it sends. */
const HOOK_ORDER: readonly HookName[] = [
  'ingress',
  'prerouting',
  'input',
  'forward',
  'output',
  'postrouting',
  'egress',
];

/** Every chain with rules, in the order of evaluation: base chains by hook and priority, below each what its rules jump to. */
export function chainEntries(audit: Audit | undefined): readonly ChainEntry[] {
  return audit === undefined ? [] : entriesOf(audit.evidence.rulesets);
}

const entriesOf = memoizeLast((rulesets: Audit['evidence']['rulesets']): readonly ChainEntry[] =>
  [...rulesets].flatMap(([namespace, { tables }]) => {
    const bases = tables.flatMap((table) =>
      [...table.chains.values()].flatMap((chain) => (chain.base === undefined ? [] : { table, chain })),
    );
    bases.sort((a, b) => orderOf(a.chain) - orderOf(b.chain));
    const seen = new Set<Chain>();
    const reached = bases.flatMap(({ table, chain }) => descend(namespace, table, chain, 0, seen));
    const unreached = tables.flatMap((table) =>
      [...table.chains.values()].flatMap((chain) =>
        seen.has(chain) || chain.rules.length === 0 ? [] : entryOf(namespace, table, chain, 1),
      ),
    );
    return [...reached, ...unreached];
  }),
);

/** A chain, and below it those that it jumps to, each where it is met first. Chains that do nothing are left out. */
function descend(
  namespace: string,
  table: Table,
  chain: Chain,
  depth: number,
  seen: Set<Chain>,
): readonly ChainEntry[] {
  if (seen.has(chain)) return [];
  seen.add(chain);
  if (chain.rules.length === 0 && chain.base?.policy !== 'drop') return [];
  const below = chain.rules
    .flatMap(jumpsOf)
    .flatMap((name) => table.chains.get(name) ?? [])
    .flatMap((target) => descend(namespace, table, target, depth + 1, seen));
  return [entryOf(namespace, table, chain, depth), ...below];
}

function entryOf(namespace: string, table: Table, chain: Chain, depth: number): ChainEntry {
  const tableName = `${table.family} ${table.name}`;
  const key = `${namespace} ${table.backend} ${tableName} ${chain.name}`;
  return { key, namespace, table, chain, tableName, depth };
}

function jumpsOf({ statements }: Rule): readonly string[] {
  return statements.flatMap((statement) => {
    if (statement.kind === 'verdict') return targetOf(statement.verdict);
    if (statement.kind !== 'vmap') return [];
    const { elements, otherwise } = statement.map;
    return [...elements.map(({ data }) => data), ...(otherwise === undefined ? [] : [otherwise])].flatMap(
      targetOf,
    );
  });
}

function targetOf(verdict: { readonly kind: string; readonly chain?: string }): readonly string[] {
  return verdict.chain === undefined ? [] : [verdict.chain];
}

function orderOf({ base }: Chain): number {
  return base === undefined ? 0 : HOOK_ORDER.indexOf(base.hook) * 2 ** 34 + base.priority;
}
