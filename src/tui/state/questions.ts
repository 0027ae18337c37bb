import { NO_LISTENER, said } from './say.js';
import { selectedItem } from './selected.js';
import type { ViewState } from './state.js';

/** Asks whether to end a process of the listener under the cursor: never pid 1. */
export function askEnd(state: ViewState): ViewState {
  const item = selectedItem(state);
  const processes = item?.listener.owner.processes.filter(({ pid }) => pid > 1) ?? [];
  if (item === undefined || processes.length === 0) {
    const why = item === undefined ? NO_LISTENER : 'No process is known that could be ended for this one.';
    return said(state, why);
  }
  return { ...state, question: { kind: 'end', item, processes, chosen: 0 } };
}

/** Asks what to copy of the listener under the cursor. */
export function askCopy(state: ViewState): ViewState {
  const item = selectedItem(state);
  return item === undefined ? said(state, NO_LISTENER) : { ...state, question: { kind: 'copy', item } };
}

/** Of several processes another one. */
export function chooseProcess(state: ViewState, by: 1 | -1): ViewState {
  const { question } = state;
  if (question?.kind !== 'end') return state;
  const chosen = Math.min(Math.max(0, question.chosen + by), question.processes.length - 1);
  return { ...state, question: { ...question, chosen } };
}
