import { parseFilter } from '../../filter/filter.js';
import { RINGS } from '../text/audience-mark.js';
import type { Action } from './action.js';
import { moveCursor, visibleRows } from './cursor.js';
import { edited } from './edit.js';
import { pageHeight, pageRows } from './page.js';
import { acceptAudit, expire } from './refresh.js';
import { selectedItem } from './selected.js';
import { GROUPS, type Prompt, SORTS, TABS, type ViewState } from './state.js';
import { tabRows } from './tab-rows.js';
import { keepingCursor } from './with-cursor.js';

/** How long a message stands in the footer, in milliseconds. */
const STATUS_MS = 4000;

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
      return keepingCursor(state, { ...state, tab: 'listeners', ring: nextRing(state.ring, action.by) });
    case 'ring':
      return keepingCursor(state, { ...state, tab: 'listeners', ring: action.ring });
    case 'tab':
      return keepingCursor(state, { ...state, tab: action.tab, page: undefined });
    case 'next-tab':
      return keepingCursor(state, { ...state, tab: cycle(TABS, state.tab, action.by), page: undefined });
    case 'sort':
      return keepingCursor(state, { ...state, sort: cycle(SORTS, state.sort, 1) });
    case 'reverse':
      return keepingCursor(state, { ...state, isReversed: !state.isReversed });
    case 'group':
      return keepingCursor(state, { ...state, group: cycle(GROUPS, state.group, 1) });
    case 'pause':
      return { ...state, isPaused: !state.isPaused };
    case 'open':
      // There is nothing to tell of a list without a row.
      if (action.page.kind === 'detail' && state.cursors[state.tab].key === undefined) return state;
      return { ...state, page: action.page, pageTop: 0, status: undefined };
    case 'back':
      return goneBack(state);
    case 'ask':
      return { ...state, prompt: promptOf(state, action.prompt, action.text), status: undefined };
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
    case 'ask-copy': {
      const item = selectedItem(state);
      return item === undefined ? state : { ...state, question: { kind: 'copy', item } };
    }
    case 'status':
      return {
        ...state,
        question: undefined,
        status: { text: action.text, tone: action.tone, until: state.now + STATUS_MS },
      };
    default:
      return action satisfies never;
  }
}

function moved(state: ViewState, step: Parameters<typeof moveCursor>[2]): ViewState {
  const rows = tabRows(state);
  const cursor = moveCursor(state.cursors[state.tab], rows, step, visibleRows(state.size, state.tab));
  return { ...state, cursors: { ...state.cursors, [state.tab]: cursor } };
}

function scrolled(state: ViewState, step: Parameters<typeof moveCursor>[2]): ViewState {
  const visible = pageHeight(state.size);
  const last = Math.max(0, pageRows(state).length - visible);
  if (step === 'first' || step === 'last') return { ...state, pageTop: step === 'first' ? 0 : last };
  const by = 'rows' in step ? step.rows : Math.trunc(step.pages * (visible - 1));
  return { ...state, pageTop: Math.min(Math.max(0, state.pageTop + by), last) };
}

function withCursor(state: ViewState, key: string): ViewState {
  const cursor = { ...state.cursors[state.tab], key };
  return keepingCursor(state, { ...state, cursors: { ...state.cursors, [state.tab]: cursor } });
}

/** Escape takes off one thing at a time: the page, then the audience, then the filter. */
function goneBack(state: ViewState): ViewState {
  if (state.page !== undefined) return { ...state, page: undefined, pageTop: 0 };
  if (state.ring !== undefined) return keepingCursor(state, { ...state, ring: undefined });
  return state.filterText === '' ? state : withFilter(state, '');
}

function cancelled(state: ViewState): ViewState {
  if (state.question !== undefined) return { ...state, question: undefined };
  if (state.prompt === undefined) return state;
  const restored = state.prompt.kind === 'filter' ? withFilter(state, state.prompt.before) : state;
  return { ...restored, prompt: undefined };
}

function promptOf(state: ViewState, kind: Prompt['kind'], given = ''): Prompt {
  const text = kind === 'filter' ? state.filterText : given;
  return { kind, text, caret: text.length, before: state.filterText };
}

/** The list follows the filter as it is typed; while the text makes no sense, the last one that did stays. */
function withPrompt(state: ViewState, prompt: Prompt): ViewState {
  if (prompt.kind !== 'filter') return { ...state, prompt };
  const parsed = parseFilter(prompt.text);
  if ('error' in parsed) return { ...state, prompt: { ...prompt, error: parsed.error } };
  return withFilter({ ...state, prompt }, prompt.text);
}

function withFilter(state: ViewState, text: string): ViewState {
  const parsed = parseFilter(text);
  if ('error' in parsed) return state;
  return keepingCursor(state, { ...state, tab: 'listeners', filter: parsed, filterText: text });
}

function askEnd(state: ViewState): ViewState {
  const item = selectedItem(state);
  const processes = item?.listener.owner.processes.filter(({ pid }) => pid > 1) ?? [];
  if (item === undefined || processes.length === 0) {
    return reduce(state, {
      type: 'status',
      text: 'No process is known that could be ended for this one.',
      tone: 'warning',
    });
  }
  return { ...state, question: { kind: 'end', item, processes, chosen: 0 } };
}

function chooseProcess(state: ViewState, by: 1 | -1): ViewState {
  const { question } = state;
  if (question?.kind !== 'end') return state;
  const chosen = Math.min(Math.max(0, question.chosen + by), question.processes.length - 1);
  return { ...state, question: { ...question, chosen } };
}

/** Every ring in turn, and between last and first the place where all are shown. */
function nextRing(ring: ViewState['ring'], by: 1 | -1): ViewState['ring'] {
  const places = [undefined, ...RINGS];
  return places[(places.indexOf(ring) + by + places.length) % places.length];
}

function cycle<T>(values: readonly T[], value: T, by: 1 | -1): T {
  return values[(values.indexOf(value) + by + values.length) % values.length] ?? value;
}
