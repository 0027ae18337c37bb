import { type Criterion, compileFilter, matches } from '../filter/filter.js';
import type { Change } from '../model/change.js';

/**
 * The changes of what meets all `criteria` before or after, which the parsing of argv has found possible: what the internet comes to
 * reach is of interest to who asks for what the internet reaches.
 */
export function concernedChanges(
  changes: readonly Change[],
  criteria: readonly Criterion[],
): readonly Change[] {
  const filter = compileFilter(criteria);
  if ('error' in filter) throw new TypeError(filter.error);
  return changes.filter(({ before, after }) =>
    [...before, ...after].some((subject) => matches(filter, subject)),
  );
}
