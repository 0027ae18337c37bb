import type { Audit } from '../../model/audit.js';
import type { Chain, HookName, Table } from '../../model/ruleset.js';
import { memoizeLast } from './memo.js';

/** One chain of the Firewall tab. */
export interface ChainEntry {
  readonly key: string;
  readonly namespace: string;
  readonly table: Table;
  readonly chain: Chain;
  /** "inet filter": as rule references name tables. */
  readonly tableName: string;
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

/** Every chain that is not empty: base chains in the order of evaluation, then those that are jumped to. */
export const chainEntries = memoizeLast((audit: Audit | undefined): readonly ChainEntry[] => {
  const entries: ChainEntry[] = [];
  for (const [namespace, { tables }] of audit?.evidence.rulesets ?? []) {
    for (const table of tables) {
      const tableName = `${table.family} ${table.name}`;
      for (const chain of table.chains.values()) {
        if (chain.rules.length === 0 && chain.base?.policy !== 'drop') continue;
        const key = `${namespace} ${table.backend} ${tableName} ${chain.name}`;
        entries.push({ key, namespace, table, chain, tableName });
      }
    }
  }
  return entries.sort((a, b) => orderOf(a) - orderOf(b));
});

function orderOf({ chain: { base } }: ChainEntry): number {
  if (base === undefined) return Number.MAX_SAFE_INTEGER;
  return HOOK_ORDER.indexOf(base.hook) * 2 ** 34 + base.priority;
}
