import { keepCursor, visibleRows } from './cursor.js';
import type { ViewState } from './state.js';
import { tabRows } from './tab-rows.js';

/** `after` with the cursor of its tab on the row on which it stood in `before`, at the same height of the screen. */
export function keepingCursor(before: ViewState, after: ViewState): ViewState {
  const { tab } = after;
  const cursor = keepCursor(
    after.cursors[tab],
    tabRows({ ...before, tab }),
    tabRows(after),
    visibleRows(after.size, tab),
  );
  return { ...after, cursors: { ...after.cursors, [tab]: cursor } };
}
