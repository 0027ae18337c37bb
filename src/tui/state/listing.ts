import { RINGS } from '../text/audience-mark.js';
import { NO_PAGE } from './paging.js';
import { said } from './say.js';
import type { ViewState } from './state.js';
import { keepingCursor } from './with-cursor.js';

type Look = Pick<ViewState, 'ring' | 'group' | 'sort' | 'isReversed' | 'filter' | 'filterText'>;

/** The list of listeners, whatever was open, shown in another way. */
export function listing(state: ViewState, change: Partial<Look>): ViewState {
  return keepingCursor(state, { ...state, ...NO_PAGE, ...change, tab: 'listeners' });
}

/** The list in another order. Says which: the column that it goes by may have no room on the screen. */
export function sorted(state: ViewState, order: Pick<ViewState, 'sort' | 'isReversed'>): ViewState {
  return said(
    listing(state, order),
    `Sorted by ${order.sort}${order.isReversed ? ', turned round' : ''}.`,
    'plain',
  );
}

/** Every ring in turn, and between last and first the place where all are shown. */
export function nextRing(ring: ViewState['ring'], by: 1 | -1): ViewState['ring'] {
  const places = [undefined, ...RINGS];
  return places[(places.indexOf(ring) + by + places.length) % places.length];
}
