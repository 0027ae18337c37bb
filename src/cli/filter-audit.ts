import { otherSocketName } from '../export/other-sockets.js';
import type { FieldName } from '../filter/fields.js';
import { type Criterion, compileFilter, matches } from '../filter/filter.js';
import { otherSubject } from '../filter/other-subject.js';
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
    otherSockets: filterOthers(audit, criteria),
  };
}

/** What can be asked of sockets without ports of IP: "-t -x" asks for Unix sockets beside those of TCP. */
const OF_OTHERS: ReadonlySet<FieldName> = new Set([
  'process',
  'netns',
  'text',
  'user',
  'pid',
  'unit',
  'container',
]);

function filterOthers(
  { otherSockets, namespaces }: Audit,
  criteria: readonly Criterion[],
): Audit['otherSockets'] {
  const filter = compileFilter(criteria.filter(({ field }) => OF_OTHERS.has(field)));
  if ('error' in filter) throw new TypeError(filter.error);
  return otherSockets?.filter((other) =>
    matches(filter, otherSubject(other, otherSocketName(other.socket), namespaces)),
  );
}
