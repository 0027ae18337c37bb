import type { IpFamily } from '../../net/address-set.js';
import { isXtTable } from '../xtables/built-in-chains.js';
import type { ListedChain, ListedTable } from './listing.js';
import { updatedSet } from './statement.js';
import { isXt } from './xt-alignment.js';

/** The family in which iptables has a table of this name; undefined when it has none. */
export function xtFamilyOf(table: ListedTable): IpFamily | undefined {
  if (!isXtTable(table.name)) return undefined;
  if (table.family === 'ip') return 'ipv4';
  return table.family === 'ip6' ? 'ipv6' : undefined;
}

const BUILT_IN = /^(PREROUTING|INPUT|FORWARD|OUTPUT|POSTROUTING)$/;

/** iptables-nft names its tables and base chains as iptables does, in capitals. */
export function writtenByIptables(table: ListedTable): boolean {
  if (xtFamilyOf(table) === undefined) return false;
  return [...table.chains.values()].every((chain) => chain.base === undefined || BUILT_IN.test(chain.name));
}

/** Some rule of the chain has a match or target that nft lists by its bare name. */
export function hasXt(chain: ListedChain): boolean {
  return chain.rules.some((rule) => rule.expressions.some(isXt));
}

/** Names of the sets that some rule of the table adds to, updates or deletes from. */
export function setsChangedByPackets(table: ListedTable): ReadonlySet<string> {
  const changed = new Set<string>();
  if (table.sets.length === 0) return changed;
  for (const chain of table.chains.values())
    for (const rule of chain.rules)
      for (const expression of rule.expressions) {
        const set = updatedSet(expression);
        if (set !== undefined) changed.add(set);
        if (typeof expression === 'string')
          for (const [, name] of expression.matchAll(/\b(?:add|update|delete) @(\S+)/g))
            if (name !== undefined) changed.add(name);
      }
  return changed;
}
