import { useApp, useIsScreenReaderEnabled } from 'ink';
import { useEffect, useSyncExternalStore } from 'react';
import type { Store } from '../src/tui/store.js';
import { SpokenView } from './SpokenView.js';
import { type Theme, ThemeContext } from './theme.js';
import { View } from './View.js';

/** What only Ink can do, handed to whoever runs the view. */
export type ScreenControl = Pick<ReturnType<typeof useApp>, 'suspendTerminal'>;

/** The root: follows the store, and draws the screen or, for a screen reader, tells it. */
export function App({
  store,
  theme,
  interval,
  onMount,
}: {
  readonly store: Store;
  readonly theme: Theme;
  readonly interval: number | undefined;
  readonly onMount: (control: ScreenControl) => void;
}) {
  const state = useSyncExternalStore(store.subscribe, store.getState);
  const { suspendTerminal } = useApp();
  const isSpoken = useIsScreenReaderEnabled();
  useEffect(() => onMount({ suspendTerminal }), [onMount, suspendTerminal]);
  return (
    <ThemeContext value={theme}>
      {isSpoken ? <SpokenView state={state} /> : <View state={state} interval={interval} />}
    </ThemeContext>
  );
}
