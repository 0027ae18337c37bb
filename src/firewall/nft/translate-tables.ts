import type { Gap } from '../../model/gap.js';
import type { RuleRef } from '../../model/reason.js';
import type { Chain, Rule, Statement, Table } from '../../model/ruleset.js';
import { describeStatement, ruleText } from '../text/nft-rule-text.js';
import { TranslatedRule } from '../translated-rule.js';
import { type ListedChain, type ListedRule, type ListedTable, readListing } from './listing.js';
import type { ExpressionContext } from './match-statement.js';
import { SetsOfTable } from './sets.js';
import { translateStatement, updatedSet } from './statement.js';

export function translateNft(objects: readonly unknown[]): {
  tables: readonly Table[];
  gaps: readonly Gap[];
} {
  return { tables: readListing(objects).map(translateTable), gaps: [] };
}

function translateTable(table: ListedTable): Table {
  const changed = new Set<string>();
  for (const chain of table.chains.values())
    for (const rule of chain.rules)
      for (const statement of rule.expressions) {
        const set = updatedSet(statement);
        if (set !== undefined) changed.add(set);
      }
  const context: ExpressionContext = {
    family: table.family,
    sets: new SetsOfTable(table.name, table.sets, changed),
    describe: (statement) => describeStatement(statement, table.family),
  };
  const chains = new Map<string, Chain>();
  for (const chain of table.chains.values()) chains.set(chain.name, translateChain(table, chain, context));
  return {
    family: table.family,
    name: table.name,
    backend: 'nft',
    dormant: table.flags.includes('dormant'),
    chains,
  };
}

function translateChain(table: ListedTable, chain: ListedChain, context: ExpressionContext): Chain {
  const rules = chain.rules.map((rule, index) => translateRule(table, chain, rule, index + 1, context));
  return chain.base === undefined
    ? { name: chain.name, rules }
    : { name: chain.name, base: chain.base, rules };
}

function translateRule(
  table: ListedTable,
  chain: ListedChain,
  rule: ListedRule,
  position: number,
  context: ExpressionContext,
): Rule {
  const statements: Statement[] = [];
  for (const expression of rule.expressions) statements.push(...translateStatement(expression, context));
  const describe = (): RuleRef => ({
    table: `${table.family} ${table.name}`,
    chain: chain.name,
    handle: rule.handle,
    position,
    text: ruleText(rule.expressions, table.family),
    comment: rule.comment,
    backend: 'nft',
  });
  return new TranslatedRule(statements, describe);
}
