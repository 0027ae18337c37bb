import type { Action, Step } from './action.js';
import { moveCursor, visibleRows } from './cursor.js';
import { edited } from './edit.js';
import { grouped, listing, nextRing, sorted } from './listing.js';
import { closed, NO_PAGE, opened, scrolled } from './paging.js';
import { asked, cancelled, withFilter, withPrompt } from './prompting.js';
import { askCopy, askEnd, chooseProcess } from './questions.js';
import { acceptAudit, expire } from './refresh.js';
import { NO_OTHERS, said } from './say.js';
import { GROUPS, SORTS, tabsOf, type ViewState } from './state.js';
import { tabRows } from './tab-rows.js';
import { keepingCursor } from './with-cursor.js';

/** The one place where the state changes. Pure: time comes with the action, the world stays outside. */
export function reduce(state: ViewState, action: Action): ViewState {
  switch (action.type) {
    case 'audit':
      return acceptAudit(state, action.audit, action.at);
    case 'feed':
      return { ...state, feed: action.feed, now: action.at };
    case 'tick':
      return expire(state, action.at);
    case 'resize':
      return keepingCursor(state, { ...state, size: action.size });
    case 'move':
      return state.page === undefined ? moved(state, action.step) : scrolled(state, action.step);
    case 'select':
      return withCursor(state, action.key);
    case 'audience':
      return listing(state, { ring: nextRing(state.ring, action.by) });
    case 'ring':
      return listing(state, { ring: action.ring });
    case 'tab':
      if (!tabsOf(state).includes(action.tab)) return said(state, NO_OTHERS);
      return keepingCursor(state, { ...state, ...NO_PAGE, tab: action.tab });
    case 'next-tab':
      return keepingCursor(state, { ...state, ...NO_PAGE, tab: cycle(tabsOf(state), state.tab, action.by) });
    case 'sort':
      return sorted(state, { sort: cycle(SORTS, state.sort, 1), isReversed: state.isReversed });
    case 'reverse':
      return sorted(state, { sort: state.sort, isReversed: !state.isReversed });
    case 'group':
      return grouped(state, cycle(GROUPS, state.group, 1));
    case 'pause':
      return { ...state, isPaused: !state.isPaused };
    case 'open':
      return opened(state, action.page);
    case 'back':
      return goneBack(state);
    case 'ask':
      return asked(state, action.prompt, action.text);
    case 'edit':
      return state.prompt === undefined ? state : withPrompt(state, edited(state.prompt, action.edit));
    case 'accept':
      return { ...state, prompt: undefined };
    case 'cancel':
      return cancelled(state);
    case 'refuse':
      return state.prompt === undefined
        ? state
        : { ...state, prompt: { ...state.prompt, error: action.error } };
    case 'ask-end':
      return askEnd(state);
    case 'choose-process':
      return chooseProcess(state, action.by);
    case 'ask-copy':
      return askCopy(state);
    case 'status':
      return said(state, action.text, action.tone);
    default:
      return action satisfies never;
  }
}

function moved(state: ViewState, step: Step): ViewState {
  const rows = tabRows(state);
  const cursor = moveCursor(state.cursors[state.tab], rows, step, visibleRows(state.size, state.tab));
  return { ...state, cursors: { ...state.cursors, [state.tab]: cursor } };
}

function withCursor(state: ViewState, key: string): ViewState {
  const cursor = { ...state.cursors[state.tab], key };
  return keepingCursor(state, { ...state, cursors: { ...state.cursors, [state.tab]: cursor } });
}

/** Escape takes off one thing at a time: the page, the tab, the audience, the filter. */
function goneBack(state: ViewState): ViewState {
  if (state.page !== undefined) return closed(state);
  if (state.tab !== 'listeners') return listing(state, {});
  if (state.ring !== undefined) return listing(state, { ring: undefined });
  return state.filterText === '' ? state : withFilter(state, '');
}

function cycle<T>(values: readonly T[], value: T, by: 1 | -1): T {
  return values[(values.indexOf(value) + by + values.length) % values.length] ?? value;
}
