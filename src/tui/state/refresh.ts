import type { Audit } from '../../model/audit.js';
import { type Change, changesBetween } from './changes.js';
import { itemsOf } from './items.js';
import type { Mark, ViewState } from './state.js';
import { keepingCursor } from './with-cursor.js';

/** How long new, changed and gone rows glow, in milliseconds. */
const GLOW_MS = 3000;
/** How many changes are kept: the view may stay open for months. */
const MAX_CHANGES = 1000;

/** The state with a new audit in it: what changed glows and is noted, and nothing moves under the cursor. */
export function acceptAudit(state: ViewState, audit: Audit, at: number): ViewState {
  const isSame = audit.listeners === state.audit?.listeners && audit.forwards === state.audit.forwards;
  // Most ticks find what the one before found: nothing is made or compared anew.
  if (isSame) return expireMarks({ ...state, audit }, at);
  const items = itemsOf(audit);
  const isFirst = state.audit === undefined;
  const isComparable = !isFirst && areSocketsKnown(audit) && areSocketsKnown(state.audit);
  const changes = isComparable ? changesBetween(state.items, items, at) : [];
  const present = new Set(items.map(({ key }) => key));
  // With reduced motion nothing lingers either: what is gone is gone, and the Changes tab has it.
  const gone = state.reducedMotion
    ? []
    : changes.filter(({ kind }) => kind === 'closed').map(({ item }) => item);
  const next: ViewState = {
    ...state,
    audit,
    items,
    gone: [...state.gone, ...gone].filter(({ key }) => !present.has(key)),
    marks: state.reducedMotion ? state.marks : withGlow(state.marks, changes, at),
    changes: [...[...changes].reverse(), ...state.changes].slice(0, MAX_CHANGES),
  };
  return keepingCursor(state, expireMarks(next, at));
}

/** The state at a later time: glows and messages that have had their time are gone. */
export function expire(state: ViewState, at: number): ViewState {
  const status = state.status !== undefined && state.status.until <= at ? undefined : state.status;
  return keepingCursor(state, expireMarks({ ...state, status }, at));
}

function expireMarks(state: ViewState, at: number): ViewState {
  const marks = new Map([...state.marks].filter(([, { until }]) => until > at));
  if (marks.size === state.marks.size) return { ...state, now: at };
  const gone = state.gone.filter(({ key }) => marks.has(key));
  return { ...state, now: at, marks, gone: gone.length === state.gone.length ? state.gone : gone };
}

/** When the sockets could not be read, an empty list says nothing of what closed. */
function areSocketsKnown(audit: Audit | undefined): boolean {
  return !audit?.gaps.some(({ code }) => code === 'sockets-unreadable');
}

function withGlow(
  marks: ViewState['marks'],
  changes: readonly Change[],
  at: number,
): ReadonlyMap<string, Mark> {
  if (changes.length === 0) return marks;
  const glowing = new Map(marks);
  for (const { kind, item } of changes) {
    glowing.set(item.key, { kind: markKind(kind), until: at + GLOW_MS });
  }
  return glowing;
}

function markKind(kind: Change['kind']): Mark['kind'] {
  switch (kind) {
    case 'opened':
      return 'new';
    case 'closed':
      return 'gone';
    case 'widened':
    case 'narrowed':
      return 'changed';
    default:
      return kind satisfies never;
  }
}
