import type { Selector, Statement } from '../../model/ruleset.js';
import type { CompiledBase } from './compile.js';
import { selectorsOf, statementsFrom } from './statements-of.js';

/** Something about a packet that one chain writes and another reads. */
type Property = 'mark' | 'ctmark' | 'tracking' | 'packet';

/**
 * The orders in which chains of one hook and priority may run. The kernel calls the one first that was registered last,
 * but no listing says when that was; the reverse of the listing comes first here. One order is enough where no chain
 * changes what another looks at.
 */
export function possibleOrders(chains: readonly CompiledBase[]): readonly (readonly CompiledBase[])[] {
  const likely = chains.toReversed();
  if (chains.length < 2 || !dependOnOrder(chains)) return [likely];
  return chains.length <= 4 ? permutations(likely) : rotations(likely);
}

/** The orders that let each of the chains be the first. For nat chains these are enough: the first that binds wins. */
export function rotations<T>(items: readonly T[]): readonly (readonly T[])[] {
  return items.map((_, i) => [...items.slice(i), ...items.slice(0, i)]);
}

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}

function dependOnOrder(chains: readonly CompiledBase[]): boolean {
  const uses = chains.map(({ table, chain }) => {
    const reads = new Set<Property>();
    const writes = new Set<Property>();
    for (const statement of statementsFrom(table, chain)) {
      for (const { on, ...rest } of selectorsOf(statement)) addRead(reads, on, rest);
      addWrites(writes, statement);
    }
    return { reads, writes };
  });
  return uses.some(({ writes }, i) =>
    uses.some(
      (other, j) => i !== j && [...writes].some((each) => other.reads.has(each) || other.writes.has(each)),
    ),
  );
}

function addRead(reads: Set<Property>, on: Selector['on'], rest: object): void {
  if (on === 'mark' || on === 'ctmark') reads.add(on);
  else if (on.startsWith('ct') || on.startsWith('original-')) reads.add('tracking');
  else if (['saddr', 'daddr', 'sport', 'dport'].includes(on)) reads.add('packet');
  if ('by' in rest && Array.isArray(rest.by) && rest.by.includes('mark')) reads.add('mark');
}

function addWrites(writes: Set<Property>, statement: Statement): void {
  switch (statement.kind) {
    case 'set-mark':
      writes.add(statement.target);
      return;
    case 'notrack':
      writes.add('tracking');
      return;
    case 'set-field':
      writes.add('packet');
      return;
    case 'tproxy':
      if (statement.mark !== undefined) writes.add('mark');
      return;
    default:
      return;
  }
}
