import type { ElementMap, ElementSet } from '../model/element-set.js';
import type { RuleRef } from '../model/reason.js';
import type { Match, Statement } from '../model/ruleset.js';

/** The named sets and maps among `statements` whose contents are a snapshot; undefined where there are none. */
export function setsAsOfNow(statements: readonly Statement[]): RuleRef['setsAsOfNow'] {
  const sets = statements.flatMap(setsOf);
  const found = sets.flatMap(({ name, certainty, filledBy }) =>
    name === undefined || certainty !== 'snapshot' ? [] : [{ name, filledBy }],
  );
  return found.length === 0 ? undefined : found;
}

type Contents = Pick<ElementSet | ElementMap<unknown>, 'name' | 'certainty' | 'filledBy'>;

function setsOf(statement: Statement): readonly Contents[] {
  if (statement.kind === 'match') return setsOfMatch(statement.match);
  return statement.kind === 'vmap' ? [statement.map] : [];
}

function setsOfMatch(match: Match): readonly Contents[] {
  if (match.kind === 'lookup') return [match.set];
  return match.kind === 'either' || match.kind === 'all' ? match.matches.flatMap(setsOfMatch) : [];
}
