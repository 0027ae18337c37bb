import type { Step } from './action.js';
import { layoutOf, type Size } from './layout.js';
import type { Cursor, Tab } from './state.js';
import type { TabRow } from './tab-rows.js';

/** Rows of a list that are on the screen at once: the sentence below the list is the Listeners tab's own. */
export function visibleRows(size: Size, tab: Tab): number {
  const layout = layoutOf(size);
  return tab === 'listeners' || layout.panelColumns > 0 ? layout.listRows : layout.bodyRows - 1;
}

/** The cursor after one step: on a row that can be selected, and on the screen. */
export function moveCursor(cursor: Cursor, rows: readonly TabRow[], step: Step, visible: number): Cursor {
  const at = indexOf(cursor, rows);
  const wanted = at < 0 && step !== 'last' ? 0 : target(Math.max(0, at), rows.length, step, visible);
  const index = nearestSelectable(rows, wanted, wanted < at ? -1 : 1);
  return intoView({ ...cursor, key: rows[index]?.key }, rows, visible);
}

/**
 * The cursor in a list that has changed: it stays with its row, and its row stays where it was on the screen as far as
 * the list is long enough. When the row is gone, the cursor falls to the one that has taken its place.
 */
export function keepCursor(
  cursor: Cursor,
  before: readonly TabRow[],
  after: readonly TabRow[],
  visible: number,
): Cursor {
  const was = indexOf(cursor, before);
  const found = indexOf(cursor, after);
  const index = found >= 0 ? found : nearestSelectable(after, Math.max(0, was), 1);
  const shift = was < 0 ? 0 : index - was;
  return intoView({ key: after[index]?.key, top: cursor.top + shift }, after, visible);
}

/** Scrolls as little as it takes to have the cursor's row on the screen, with the group's title above a first row. */
export function intoView(cursor: Cursor, rows: readonly TabRow[], visible: number): Cursor {
  const index = Math.max(0, indexOf(cursor, rows));
  const first = index === 1 && rows[0]?.isSelectable === false ? 0 : index;
  const top = Math.min(Math.max(cursor.top, index - visible + 1), first);
  return { key: cursor.key, top: Math.max(0, Math.min(top, rows.length - visible)) };
}

function indexOf(cursor: Cursor, rows: readonly TabRow[]): number {
  return cursor.key === undefined ? -1 : rows.findIndex(({ key }) => key === cursor.key);
}

function target(at: number, count: number, step: Step, visible: number): number {
  if (step === 'first') return 0;
  if (step === 'last') return count - 1;
  const by = 'rows' in step ? step.rows : Math.trunc(step.pages * Math.max(1, visible - 1));
  return Math.min(Math.max(0, at + by), count - 1);
}

/** The selectable row nearest to `from`, looking first in `direction`; -1 when there is none. */
function nearestSelectable(rows: readonly TabRow[], from: number, direction: 1 | -1): number {
  for (const way of [direction, -direction]) {
    for (let index = from; index >= 0 && index < rows.length; index += way) {
      if (rows[index]?.isSelectable) return index;
    }
  }
  return rows.length > 0 && from >= rows.length ? nearestSelectable(rows, rows.length - 1, -1) : -1;
}
