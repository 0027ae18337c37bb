import type { Tone } from '../text/line.js';
import type { ViewState } from './state.js';

/** How long a message stands in the footer, in milliseconds. */
const STATUS_MS = 4000;

export const NO_OTHERS = 'Sockets without ports were not asked for: start with -x, -0 or --vsock.';
export const NO_LISTENER = 'Choose a listener first: 1 shows them.';

/** The state with a message in the footer, in place of a question that it answers. */
export function said(state: ViewState, text: string, tone: Tone = 'warning'): ViewState {
  return { ...state, question: undefined, status: { text, tone, until: state.now + STATUS_MS } };
}
