import './promise-with-resolvers.js';
import chalk from 'chalk';
import { render } from 'ink';
import { App, type ScreenControl } from '../../components/App.js';
import { themeFor } from '../../components/theme.js';
import { startAuditLoop } from './audit-loop.js';
import { commandFor, modeOf } from './keymap.js';
import type { TuiOptions } from './options.js';
import { perform } from './perform.js';
import { commandAt } from './pointer.js';
import type { Command } from './state/action.js';
import { reduce } from './state/reducer.js';
import { initialState, type ViewState } from './state/state.js';
import { createStore } from './store.js';
import { hasColour, hasShapes, windowSize } from './terminal/capabilities.js';
import { onDeath } from './terminal/death.js';
import type { InputEvent } from './terminal/input.js';
import { openSession } from './terminal/session.js';
import { onSuspension, suspendGroup } from './terminal/suspension.js';

export type { AuditSource, TraceQuestion, TuiActions, TuiOptions } from './options.js';

/** How often clock, ages and glows are looked at, in milliseconds. */
const TICK_MS = 1000;

/**
 * Opens the live view on the process's terminal and keeps it open until the user leaves. Resolves with the exit status;
 * rejects when the view itself fails. Whichever way it ends, the terminal is as it was before.
 */
export async function runTui(options: TuiOptions): Promise<number> {
  const { stdin, stdout, env } = process;
  const isSpoken = options.screenReader ?? env.INK_SCREEN_READER === 'true';
  const interval = options.refreshMs;
  const store = createStore(startState(options));
  // The theme uses the sixteen palette colours and decides itself where there are none; weights are always there.
  chalk.level = 1;

  // Before the first frame: what is typed meanwhile must not be echoed into it.
  const session = openSession(stdin, stdout, handle);
  let control: ScreenControl | undefined;
  const app = (
    <App
      store={store}
      theme={themeFor(options.color ?? hasColour(env), hasShapes(env))}
      interval={interval}
      onMount={(mounted) => {
        control = mounted;
      }}
    />
  );
  const instance = render(app, {
    exitOnCtrlC: false,
    interactive: true,
    alternateScreen: !isSpoken,
    incrementalRendering: true,
    isScreenReaderEnabled: isSpoken,
  });
  const loop = startAuditLoop(options.source, store, interval);
  const ticker = setInterval(() => store.dispatch({ type: 'tick', at: Date.now() }), TICK_MS);
  const resized = () => {
    // Whatever the terminal made of the old frame: the next one is drawn on an empty screen.
    instance.clear();
    if (!isSpoken) stdout.write('\x1b[2J\x1b[H');
    store.dispatch({ type: 'resize', size: windowSize(stdout) });
    // Commits the new size at once: Ink's own listener draws next, and would draw the tree of the old size.
    instance.rerender(app);
  };
  stdout.prependListener('resize', resized);

  const close = () => {
    stdout.off('resize', resized);
    clearInterval(ticker);
    loop.stop();
    session.release();
    instance.unmount();
  };
  const death = onDeath({ stdin, stdout }, close);
  const suspension = onSuspension(async (stopped) => {
    session.release();
    await control?.suspendTerminal(stopped);
    session.claim();
    store.dispatch({ type: 'resize', size: windowSize(stdout) });
  });

  function handle(events: readonly InputEvent[]): void {
    for (const event of events) {
      for (const command of commandsFor(store.getState(), event)) {
        perform(command, {
          store,
          actions: options.actions,
          loop,
          write: (text) => stdout.write(text),
          quit: close,
          suspend: suspendGroup,
        });
      }
    }
  }

  try {
    await Promise.race([instance.waitUntilExit(), death.crashed]);
    return 0;
  } finally {
    close();
    suspension.end();
    death.end();
  }
}

function startState({ reducedMotion, filter = '', version }: TuiOptions): ViewState {
  const start = initialState({
    size: windowSize(process.stdout),
    now: Date.now(),
    reducedMotion: reducedMotion ?? Boolean(process.env.LISTENSCOPE_REDUCED_MOTION),
    version,
  });
  if (filter === '') return start;
  const typed = [
    { type: 'ask', prompt: 'filter' } as const,
    { type: 'edit', edit: { kind: 'insert', text: filter } } as const,
    { type: 'accept' } as const,
  ];
  return typed.reduce(reduce, start);
}

function commandsFor(state: ViewState, event: InputEvent): readonly Command[] {
  switch (event.kind) {
    case 'key':
      return [commandFor(modeOf(state), event.key) ?? []].flat();
    case 'mouse':
      return [commandAt(state, event) ?? []].flat();
    case 'paste': {
      // Pasted text is only ever typed, never obeyed.
      const text = event.text.replace(/\s+/g, ' ').trim();
      return state.prompt === undefined ? [] : [{ type: 'edit', edit: { kind: 'insert', text } }];
    }
    default:
      return event satisfies never;
  }
}
