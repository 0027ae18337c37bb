import type { Step } from './action.js';
import { pageHeight, pageRows } from './page.js';
import type { Page, ViewState } from './state.js';

/** No page is open, and none below. */
export const NO_PAGE = { page: undefined, pageTop: 0, pagesBelow: [] } satisfies Partial<ViewState>;

/** The state with a page on top of what is open. */
export function opened(state: ViewState, page: Page): ViewState {
  // There is nothing to tell of a list without a row, and nothing new in a page that is open.
  if (page.kind === 'detail' && state.cursors[state.tab].key === undefined) return state;
  if (page.kind === state.page?.kind && (page.kind === 'help' || page.kind === 'host')) return state;
  const below = state.page === undefined ? [] : [{ page: state.page, top: state.pageTop }];
  const pagesBelow = [...state.pagesBelow, ...below];
  return { ...state, page, pageTop: 0, pagesBelow, status: undefined };
}

/** The state without its topmost page: the one below comes back as it was left. */
export function closed(state: ViewState): ViewState {
  const below = state.pagesBelow.at(-1);
  if (below === undefined) return { ...state, ...NO_PAGE };
  return { ...state, page: below.page, pageTop: below.top, pagesBelow: state.pagesBelow.slice(0, -1) };
}

/** The state with its page scrolled, to its ends and no further. */
export function scrolled(state: ViewState, step: Step): ViewState {
  const visible = pageHeight(state.size);
  const last = Math.max(0, pageRows(state).length - visible);
  if (step === 'first' || step === 'last') return { ...state, pageTop: step === 'first' ? 0 : last };
  const by = 'rows' in step ? step.rows : Math.trunc(step.pages * (visible - 1));
  return { ...state, pageTop: Math.min(Math.max(0, state.pageTop + by), last) };
}
