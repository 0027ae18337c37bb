import { RINGS } from '../../explain/audience-mark.js';
import { intoView, visibleRows } from './cursor.js';
import { NO_PAGE } from './paging.js';
import { said } from './say.js';
import type { Group, ViewState } from './state.js';
import { tabRows } from './tab-rows.js';
import { keepingCursor } from './with-cursor.js';

type Look = Pick<ViewState, 'ring' | 'group' | 'sort' | 'isReversed' | 'filter' | 'filterText'>;

/** The list of listeners, whatever was open, shown in another way. */
export function listing(state: ViewState, change: Partial<Look>): ViewState {
  return keepingCursor(state, { ...state, ...NO_PAGE, ...change, tab: 'listeners' });
}

/** As `listing`; but the list of other sockets is filtered as well, and stays. */
export function filtering(state: ViewState, change: Pick<Partial<Look>, 'filter' | 'filterText'>): ViewState {
  const { tab } = state;
  return tab === 'sockets'
    ? keepingCursor(state, { ...state, ...NO_PAGE, ...change })
    : listing(state, change);
}

/** As `listing`, in another order: scrolled so that the list is seen from its beginning, as far as the cursor lets it. */
function reordered(state: ViewState, change: Partial<Look>): ViewState {
  const next = listing(state, change);
  const { listeners } = next.cursors;
  const fromTop = intoView({ ...listeners, top: 0 }, tabRows(next), visibleRows(next.size, next.tab));
  return { ...next, cursors: { ...next.cursors, listeners: fromTop } };
}

/** The list in groups by something else. */
export function grouped(state: ViewState, group: Group): ViewState {
  return reordered(state, { group });
}

/** The list in another order. Says which: the column that it goes by may have no room on the screen. */
export function sorted(state: ViewState, order: Pick<ViewState, 'sort' | 'isReversed'>): ViewState {
  return said(
    reordered(state, order),
    `Sorted by ${order.sort}${order.isReversed ? ', turned round' : ''}.`,
    'plain',
  );
}

/** Every ring in turn, and between last and first the place where all are shown. */
export function nextRing(ring: ViewState['ring'], by: 1 | -1): ViewState['ring'] {
  const places = [undefined, ...RINGS];
  return places[(places.indexOf(ring) + by + places.length) % places.length];
}
