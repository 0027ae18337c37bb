import { parseFilter } from '../../filter/filter.js';
import { filtering } from './listing.js';
import { NO_LISTENER, said } from './say.js';
import { selectedItem } from './selected.js';
import type { Prompt, ViewState } from './state.js';

/** The state with a prompt open; without one where there is nothing to ask about. */
export function asked(state: ViewState, kind: Prompt['kind'], text: string | undefined): ViewState {
  if (kind === 'what-if' && selectedItem(state) === undefined) return said(state, NO_LISTENER);
  // What is filtered must be seen.
  const seen = kind === 'filter' ? filtering(state, {}) : state;
  return { ...seen, prompt: promptOf(state, kind, text), status: undefined };
}

function promptOf(state: ViewState, kind: Prompt['kind'], given = ''): Prompt {
  const text = kind === 'filter' ? state.filterText : given;
  return { kind, text, caret: text.length, before: state.filterText };
}

/** The list follows the filter as it is typed; while the text makes no sense, the last one that did stays. */
export function withPrompt(state: ViewState, prompt: Prompt): ViewState {
  if (prompt.kind !== 'filter') return { ...state, prompt };
  const parsed = parseFilter(prompt.text);
  if ('error' in parsed) return { ...state, prompt: { ...prompt, error: parsed.error } };
  return withFilter({ ...state, prompt }, prompt.text);
}

/** The list with another filter; as it was where the text makes no sense. */
export function withFilter(state: ViewState, text: string): ViewState {
  const parsed = parseFilter(text);
  if ('error' in parsed) return state;
  return filtering(state, { filter: parsed, filterText: text });
}

/** The state without its question or prompt, and with the filter that was there before. */
export function cancelled(state: ViewState): ViewState {
  if (state.question !== undefined) return { ...state, question: undefined };
  if (state.prompt === undefined) return state;
  const restored = state.prompt.kind === 'filter' ? withFilter(state, state.prompt.before) : state;
  return { ...restored, prompt: undefined };
}
