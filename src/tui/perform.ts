import type { AuditLoop } from './audit-loop.js';
import { copyChoices } from './documents/copy-choices.js';
import type { TuiActions } from './options.js';
import type { Command } from './state/action.js';
import { listenerRows } from './state/rows.js';
import { selectedItem } from './state/selected.js';
import type { Prompt } from './state/state.js';
import type { Store } from './store.js';
import { copySequence } from './terminal/copy.js';
import { traceDefaults } from './trace-defaults.js';
import { parseTraceQuestion } from './trace-question.js';

/** What commands reach outside of the view by. */
export interface Means {
  readonly store: Store;
  readonly actions: TuiActions;
  readonly loop: AuditLoop;
  write(text: string): void;
  quit(): void;
  suspend(): void;
}

/** Carries out a command: a change of the state goes to the reducer, an effect happens and tells the reducer its outcome. */
export function perform(command: Command, means: Means): void {
  switch (command.type) {
    case 'quit':
      means.quit();
      break;
    case 'suspend':
      means.suspend();
      break;
    case 'refresh':
      means.loop.refresh();
      break;
    case 'copy':
      copy(command.choice, means);
      break;
    case 'end-process':
      settle(endProcess(means), means);
      break;
    case 'submit':
      submit(means);
      break;
    default:
      means.store.dispatch(command);
  }
}

function copy(choice: string, { store, write }: Means): void {
  const { question, audit } = store.getState();
  if (question?.kind !== 'copy' || audit === undefined) return;
  const found = copyChoices(question.item, audit).find((candidate) => candidate.choice === choice);
  if (found === undefined) {
    store.dispatch({ type: 'cancel' });
    return;
  }
  write(copySequence(found.text));
  store.dispatch({ type: 'status', text: `Handed to the terminal to copy: ${found.label}.`, tone: 'accent' });
}

async function endProcess({ store, actions }: Means): Promise<void> {
  const { question } = store.getState();
  if (question?.kind !== 'end') return;
  const process = question.processes[question.chosen];
  if (process === undefined || process.pid <= 1) return;
  await actions.endProcess(process);
  store.dispatch({ type: 'status', text: `Asked ${process.name} ${process.pid} to end.`, tone: 'accent' });
}

function submit(means: Means): void {
  const { prompt } = means.store.getState();
  if (prompt === undefined) return;
  if (prompt.kind === 'filter') {
    if (prompt.error === undefined) means.store.dispatch({ type: 'accept' });
    return;
  }
  settle(ANSWERS[prompt.kind](prompt.text.trim(), means), means);
}

type Answer = (text: string, means: Means) => Promise<void>;

const ANSWERS: Readonly<Record<Exclude<Prompt['kind'], 'filter'>, Answer>> = {
  trace: async (text, { store, actions }) => {
    const state = store.getState();
    if (state.audit === undefined) return;
    const question = parseTraceQuestion(text, traceDefaults(state));
    if ('error' in question) return store.dispatch({ type: 'refuse', error: question.error });
    const trace = await actions.trace(question, state.audit);
    store.dispatch({ type: 'accept' });
    store.dispatch({ type: 'open', page: { kind: 'trace', trace } });
  },
  'what-if': async (text, { store, actions }) => {
    const state = store.getState();
    const now = selectedItem(state)?.listener;
    if (state.audit === undefined || now === undefined) {
      return store.dispatch({ type: 'refuse', error: 'no listener is under the cursor' });
    }
    const then = actions.whatIf(now, text, state.audit);
    if (then === undefined) {
      return store.dispatch({ type: 'refuse', error: `"${text}" is no address that it could have` });
    }
    store.dispatch({ type: 'accept' });
    store.dispatch({ type: 'open', page: { kind: 'what-if', now, then, address: text } });
  },
  export: async (text, { store, actions }) => {
    const state = store.getState();
    if (state.audit === undefined || text === '') return store.dispatch({ type: 'accept' });
    const rows = listenerRows(state).flatMap((row) => (row.kind === 'item' ? [row.item] : []));
    const listeners = rows.flatMap(({ listener, forward }) => (forward === undefined ? [listener] : []));
    const forwards = rows.flatMap(({ forward }) => forward ?? []);
    await actions.exportTo(text, { ...state.audit, listeners, forwards }, state.audit);
    store.dispatch({ type: 'accept' });
    store.dispatch({
      type: 'status',
      text: `Wrote ${rows.length} ${rows.length === 1 ? 'row' : 'rows'} to ${text}.`,
      tone: 'accent',
    });
  },
};

/** What fails is said where the user looks: beside the prompt that is open, else in the footer. */
function settle(work: Promise<void>, { store }: Means): void {
  work.catch((error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    if (store.getState().prompt !== undefined) store.dispatch({ type: 'refuse', error: text });
    else store.dispatch({ type: 'status', text, tone: 'warning' });
  });
}
