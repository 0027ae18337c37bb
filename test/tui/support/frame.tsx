import chalk from 'chalk';
import { renderToString } from 'ink';
import { ThemeContext, themeFor } from '../../../components/theme.js';
import { View } from '../../../components/View.js';
import type { ViewState } from '../../../src/tui/state/state.js';

/** The rows of the screen that a state makes, as plain text; with SGR codes where `colour` says whether colours are on. */
export function frameOf(state: ViewState, colour?: boolean, hasShapes = true): readonly string[] {
  chalk.level = colour === undefined ? 0 : 1;
  const screen = (
    <ThemeContext value={themeFor(colour ?? false, hasShapes)}>
      <View state={state} interval={1000} />
    </ThemeContext>
  );
  return renderToString(screen, { columns: state.size.columns }).split('\n');
}
