import { type Criterion, compileFilter, matches } from '../filter/filter.js';
import type { Audit } from '../model/audit.js';

/** The audit with the listeners and forwards that meet all `criteria`, which the parsing of argv has found possible. */
export function filterAudit(audit: Audit, criteria: readonly Criterion[]): Audit {
  if (criteria.length === 0) return audit;
  const filter = compileFilter(criteria);
  if ('error' in filter) throw new TypeError(filter.error);
  return {
    ...audit,
    listeners: audit.listeners.filter((listener) => matches(filter, listener)),
    forwards: audit.forwards.filter((forward) => matches(filter, forward)),
  };
}
