import type { Chain, Rule, Table } from '../../model/ruleset.js';
import type { FrontEnds } from '../front-ends/front-ends.js';
import { TranslatedRule } from '../translated-rule.js';
import { builtInChain } from './built-in-chains.js';
import type { XtContext } from './context.js';
import { parseRule } from './parse-rule.js';
import type { SavedChain, SavedTable } from './parse-save.js';
import { commentOf, translateXtRule } from './translate-rule.js';

type Shared = Pick<XtContext, 'family' | 'sets' | 'ipsec'>;

/** Translates the tables of iptables-legacy-save or ip6tables-legacy-save. */
export function translateLegacy(
  tables: readonly SavedTable[],
  shared: Shared,
  frontEnds: FrontEnds,
): readonly Table[] {
  return tables.map((saved) => {
    const family = shared.family === 'ipv4' ? 'ip' : 'ip6';
    const frontEnd = frontEnds.ofTable(saved.name, saved.chains.keys());
    const chains = new Map<string, Chain>();
    for (const chain of saved.chains.values())
      chains.set(chain.name, translateChain(saved, chain, shared, frontEnds));
    return {
      family,
      name: saved.name,
      backend: 'iptables-legacy',
      frontEnd,
      dormant: false,
      chains,
    } satisfies Table;
  });
}

function translateChain(table: SavedTable, chain: SavedChain, shared: Shared, frontEnds: FrontEnds): Chain {
  const base = builtInChain(table.name, chain.name, chain.policy);
  const context: XtContext = {
    ...shared,
    chains: table.chains,
    hook: base === undefined ? undefined : chain.name,
  };
  const name = `${shared.family === 'ipv4' ? 'ip' : 'ip6'} ${table.name}`;
  const rules = chain.rules.map(({ text }, index): Rule => {
    return new TranslatedRule(translateXtRule(parseRule(text), context), () => ({
      table: name,
      chain: chain.name,
      position: index + 1,
      text,
      comment: commentOf(parseRule(text)),
      backend: 'iptables-legacy',
      ...frontEnds.ofRule({ table: table.name, chain: chain.name, text }),
    }));
  });
  return base === undefined ? { name: chain.name, rules } : { name: chain.name, base, rules };
}
