import { audienceSegments } from './screen/audience-line.js';
import { tabSegments } from './screen/footer.js';
import type { Command } from './state/action.js';
import { layoutOf } from './state/layout.js';
import { filteredItems } from './state/rows.js';
import type { ViewState } from './state/state.js';
import { tabRows } from './state/tab-rows.js';
import type { InputEvent } from './terminal/input.js';
import { lineWidth, type Span } from './text/line.js';

/** Rows that one notch of the wheel moves. */
const NOTCH = 3;

/** What a click or a turn of the wheel means, by what is drawn where it happened. */
export function commandAt(
  state: ViewState,
  event: Extract<InputEvent, { kind: 'mouse' }>,
): Command | undefined {
  if (event.button === 'wheel-up') return { type: 'move', step: { rows: -NOTCH } };
  if (event.button === 'wheel-down') return { type: 'move', step: { rows: NOTCH } };
  if (state.prompt !== undefined || state.question !== undefined) return undefined;
  const layout = layoutOf(state.size);
  const { audienceRow, listTop, listRows, listColumns } = layout;
  if (event.row === audienceRow) {
    const segments = audienceSegments(filteredItems(state), state.ring, layout.columns);
    const ring = hit(segments, event.column - 1)?.ring;
    return ring === undefined ? undefined : { type: 'ring', ring: ring === state.ring ? undefined : ring };
  }
  if (event.row === state.size.rows) {
    const tab = hit(tabSegments(state), event.column)?.tab;
    return tab === undefined ? undefined : { type: 'tab', tab };
  }
  if (state.page !== undefined || event.column > listColumns) return undefined;
  if (event.row < listTop || event.row >= listTop + listRows) return undefined;
  const row = tabRows(state)[state.cursors[state.tab].top + event.row - listTop];
  if (row === undefined || !row.isSelectable) return undefined;
  // A click on the row that is selected already opens it.
  return row.key === state.cursors[state.tab].key
    ? { type: 'open', page: { kind: 'detail' } }
    : { type: 'select', key: row.key };
}

function hit<Segment extends { readonly spans: readonly Span[] }>(
  segments: readonly Segment[],
  column: number,
): Segment | undefined {
  let end = 0;
  return segments.find(({ spans }) => {
    end += lineWidth(spans);
    return column <= end;
  });
}
