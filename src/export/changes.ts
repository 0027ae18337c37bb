import { causeWords, changeDetails, changeHeadline, limitSentence } from '../explain/changes.js';
import type { Cause, Change, Compared, Comparison, Shift } from '../model/change.js';
import { escapeText } from './escape-text.js';
import { chainDocument, gapDocument, reasonDocument, ruleDocument } from './json.js';

/** A change as JSON has it, whole in itself; `at` is when it was seen. */
export function changeDocument(change: Change, at: string): object {
  const { kind, before, after, exposureBefore, exposureAfter, gained, lost, causes } = change;
  const [subject] = after.length > 0 ? after : before;
  return {
    schema_version: 1,
    at,
    kind,
    subject: subject?.target === undefined ? 'listener' : 'forward',
    id: subject?.id ?? '',
    ids_before: before.map(({ id }) => id),
    ids_after: after.map(({ id }) => id),
    namespace: subject?.namespace ?? null,
    protocol: subject?.protocol ?? null,
    port: subject?.port ?? null,
    owner: { before: ownerDocument(before), after: ownerDocument(after) },
    exposure_before: exposureBefore ?? null,
    exposure_after: exposureAfter ?? null,
    exposure_at_most_before: atMost(before),
    exposure_at_most_after: atMost(after),
    causes: causes.map(causeDocument),
    gained: gained.map(shiftDocument),
    lost: lost.map(shiftDocument),
    summary: changeHeadline(change),
  };
}

/** The whole comparison, as `diff --json` prints it. */
export function comparisonDocument(
  { changes, limits }: Comparison,
  times: { readonly before: string; readonly after: string },
): object {
  return {
    schema_version: 1,
    at: times.after,
    since: times.before,
    summary: countsOf(changes),
    limits: limits.map(({ missing, gap }) => ({ missing, gap: gapDocument(gap) })),
    changes: changes.map((change) => changeDocument(change, times.after)),
  };
}

function countsOf(changes: readonly Change[]): Record<Change['kind'], number> {
  const counts = { opened: 0, widened: 0, changed: 0, narrowed: 0, closed: 0 };
  for (const { kind } of changes) counts[kind] += 1;
  return counts;
}

function ownerDocument(subjects: readonly Compared[]): readonly object[] {
  const processes = subjects.flatMap(({ owner }) => owner.processes);
  return processes.map(({ pid, name, systemdUnit, container }) => ({
    pid,
    name,
    systemd_unit: systemdUnit ?? null,
    container: container ?? null,
  }));
}

function atMost(subjects: readonly Compared[]): string | null {
  return subjects.map(({ exposureAtMost }) => exposureAtMost).find((each) => each !== undefined) ?? null;
}

function shiftDocument(shift: Shift): object {
  const { namespace, interface: name, destinations, port, sources, audience, before, after } = shift;
  return { namespace, interface: name, destinations, port, sources, audience, before, after };
}

/** A cause with the same fields in every one of its kind: what was not there, or is not, is null. */
function causeDocument(cause: Cause): object {
  const text = causeWords(cause);
  switch (cause.code) {
    case 'rule':
      return {
        code: cause.code,
        before: cause.before ? ruleDocument(cause.before) : null,
        after: cause.after ? ruleDocument(cause.after) : null,
        text,
      };
    case 'policy':
      return {
        code: cause.code,
        chain: chainDocument(cause.chain),
        before: cause.before ?? null,
        after: cause.after ?? null,
        text,
      };
    case 'set':
      return { code: cause.code, rule: ruleDocument(cause.rule), text };
    case 'sysctl':
      return {
        code: cause.code,
        name: cause.name,
        before: cause.before ?? null,
        after: cause.after ?? null,
        text,
      };
    case 'reason':
      return {
        code: cause.code,
        before: cause.before ? reasonDocument(cause.before) : null,
        after: cause.after ? reasonDocument(cause.after) : null,
        text,
      };
    case 'route':
      return { ...cause, route: cause.route ?? null, text };
    case 'bind':
    case 'target':
    case 'process':
    case 'firewall':
    case 'interface':
    case 'address':
    case 'group':
    case 'listener':
      return { ...cause, text };
    default:
      return cause satisfies never;
  }
}

/** A change as one line. */
export function changeLine(change: Change): string {
  return escapeText(`${change.kind.padEnd(8)}  ${changeHeadline(change)}`);
}

/** What there is to say of a change beyond its line, a line each. */
export function detailLines(change: Change): readonly string[] {
  return changeDetails(change).map((line) => escapeText(`          ${line}`));
}

/** What was known on one side alone, a line each and each gap once. */
export function limitLines({ limits }: Comparison): readonly string[] {
  return [...new Set(limits.map(limitSentence))].map(escapeText);
}
