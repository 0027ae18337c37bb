import type { ChainRef } from '../../model/reason.js';
import type { BaseChain, Chain, Ruleset, Table } from '../../model/ruleset.js';
import { type ChainIndex, indexChain } from './chain-index.js';

/** A chain ready to be walked, with the chains of its own table at hand for jumps. */
export interface CompiledChain {
  readonly chain: Chain;
  readonly index: ChainIndex;
  /** Undefined for a name that the table does not hold. */
  target(name: string): CompiledChain | undefined;
}

/** A chain that the kernel calls at a hook. */
export interface CompiledBase extends CompiledChain {
  readonly base: BaseChain;
  readonly ref: ChainRef;
  readonly table: Table;
}

/** The base chains of every table that is registered, in the order of their listing. */
export function compile(ruleset: Ruleset): readonly CompiledBase[] {
  return ruleset.tables.flatMap((table) => (table.dormant ? [] : compileTable(table)));
}

function compileTable(table: Table): CompiledBase[] {
  const byPort = !rewritesFields(table);
  const compiled = new Map<string, CompiledChain>();
  const target = (name: string): CompiledChain | undefined => {
    const known = compiled.get(name);
    const chain = table.chains.get(name);
    if (known !== undefined || chain === undefined) return known;
    const made = { chain, index: indexChain(chain, byPort), target };
    compiled.set(name, made);
    return made;
  };
  return [...table.chains.values()].flatMap((chain) => {
    const { base } = chain;
    const walkable = base && target(chain.name);
    return walkable ? [{ ...walkable, base, table, ref: refOf(table, chain, base) }] : [];
  });
}

function refOf(table: Table, chain: Chain, base: BaseChain): ChainRef {
  return {
    table: `${table.family} ${table.name}`,
    chain: chain.name,
    hook: base.hook,
    backend: table.backend,
    ...(table.frontEnd === undefined ? {} : { frontEnd: table.frontEnd }),
  };
}

function rewritesFields(table: Table): boolean {
  for (const { rules } of table.chains.values())
    for (const { statements } of rules) if (statements.some(({ kind }) => kind === 'set-field')) return true;
  return false;
}
