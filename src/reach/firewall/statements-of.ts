import type { Chain, Match, Selector, Statement, Table } from '../../model/ruleset.js';

/** Every statement of a chain and of those that it leads to. */
export function* statementsFrom(table: Table, chain: Chain): Iterable<Statement> {
  const seen = new Set<string>();
  const open = [chain];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next.name)) continue;
    seen.add(next.name);
    for (const { statements } of next.rules) {
      for (const statement of statements) {
        yield statement;
        for (const name of targetsOf(statement)) {
          const target = table.chains.get(name);
          if (target !== undefined) open.push(target);
        }
      }
    }
  }
}

/** Chains that the statement jumps or goes to. */
function targetsOf(statement: Statement): string[] {
  const verdicts =
    statement.kind === 'verdict'
      ? [statement.verdict]
      : statement.kind === 'vmap'
        ? [
            ...statement.map.elements.map(({ data }) => data),
            ...(statement.map.otherwise ? [statement.map.otherwise] : []),
          ]
        : [];
  return verdicts.flatMap((verdict) =>
    verdict.kind === 'jump' || verdict.kind === 'goto' ? [verdict.chain] : [],
  );
}

/** Every selector that the statement looks at. */
export function* selectorsOf(statement: Statement): Iterable<Selector> {
  switch (statement.kind) {
    case 'match':
      yield* selectorsOfMatch(statement.match);
      return;
    case 'vmap':
      yield* statement.keys;
      return;
    case 'set-mark':
      if (statement.value.kind === 'map') yield* statement.value.keys;
      return;
    case 'dnat':
      if (statement.to.kind === 'map') yield* statement.to.keys;
      return;
    case 'redirect':
      yield* statement.portMap?.keys ?? [];
      return;
    default:
      return;
  }
}

function* selectorsOfMatch(match: Match): Iterable<Selector> {
  switch (match.kind) {
    case 'in':
    case 'bits':
      yield match.selector;
      return;
    case 'lookup':
      yield* match.keys;
      return;
    case 'either':
    case 'all':
      for (const part of match.matches) yield* selectorsOfMatch(part);
      return;
    case 'constant':
    case 'unknown':
      return;
    default:
      match satisfies never;
  }
}
