import type { ValueSet } from '../../model/element-set.js';
import type { Match, Selector, Statement } from '../../model/ruleset.js';

/** Values that a rule compares with what some selector finds. */
export interface Comparison {
  readonly selector: Selector;
  readonly values: ValueSet;
}

/** Every comparison that a statement makes: for sets and maps each dimension of each element. */
export function* comparisonsOf(statement: Statement): Iterable<Comparison> {
  switch (statement.kind) {
    case 'match':
      yield* ofMatch(statement.match);
      return;
    case 'vmap':
      yield* ofElements(statement.keys, statement.map.elements);
      return;
    case 'set-mark':
      if (statement.value.kind === 'map')
        yield* ofElements(statement.value.keys, statement.value.map.elements);
      return;
    case 'dnat':
      if (statement.to.kind === 'map') yield* ofElements(statement.to.keys, statement.to.map.elements);
      return;
    case 'redirect':
      if (statement.portMap !== undefined)
        yield* ofElements(statement.portMap.keys, statement.portMap.map.elements);
      return;
    default:
      return;
  }
}

function* ofMatch(match: Match): Iterable<Comparison> {
  switch (match.kind) {
    case 'in':
      yield { selector: match.selector, values: match.values };
      return;
    case 'lookup':
      yield* ofElements(match.keys, match.set.elements);
      return;
    case 'either':
    case 'all':
      for (const part of match.matches) yield* ofMatch(part);
      return;
    case 'bits':
    case 'constant':
    case 'unknown':
      return;
    default:
      match satisfies never;
  }
}

function* ofElements(
  keys: readonly Selector[],
  elements: readonly { readonly key: readonly ValueSet[] }[],
): Iterable<Comparison> {
  for (const { key } of elements) {
    for (const [i, selector] of keys.entries()) {
      const values = key[i];
      if (values !== undefined) yield { selector, values };
    }
  }
}
