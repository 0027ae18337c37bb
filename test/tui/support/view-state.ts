import type { Audit } from '../../../src/model/audit.js';
import type { Action } from '../../../src/tui/state/action.js';
import { reduce } from '../../../src/tui/state/reducer.js';
import { listenerRows } from '../../../src/tui/state/rows.js';
import { initialState, type ViewState } from '../../../src/tui/state/state.js';
import { CAPTURED_AT, sampleAudit } from './sample-audit.js';

/** When the view of these tests was opened, in milliseconds since the epoch. */
export const START = Date.parse(CAPTURED_AT);

/** The state after an audit and the given actions, on a terminal of 120×40. */
export function viewOf(audit: Audit = sampleAudit(), ...actions: readonly Action[]): ViewState {
  const start = initialState({
    size: { columns: 120, rows: 40 },
    now: START,
    reducedMotion: false,
    version: '0.0.0',
  });
  return after(start, { type: 'audit', audit, at: START }, ...actions);
}

/** The state after more actions. */
export function after(state: ViewState, ...actions: readonly Action[]): ViewState {
  return actions.reduce(reduce, state);
}

/** Ids of the listeners in the list, as they stand on the screen. */
export function listed(state: ViewState): readonly string[] {
  return listenerRows(state).flatMap((row) => (row.kind === 'item' ? [row.item.listener.id] : []));
}

/** Id of the listener under the cursor. */
export function underCursor(state: ViewState): string | undefined {
  const { key } = state.cursors.listeners;
  return key?.slice(key.indexOf(' ') + 1);
}
