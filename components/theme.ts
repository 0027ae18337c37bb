import chalk from 'chalk';
import { createContext, useContext } from 'react';
import { asciiShapes } from '../src/tui/text/ascii-shapes.js';
import type { Tone } from '../src/tui/text/line.js';

/** How each tone looks: what makes a text of it. */
export type Theme = Readonly<Record<Tone, (text: string) => string>>;

/** Weights only: for NO_COLOR, and as what the colours are added to. Every difference is also one of shape or word. */
const WEIGHTS: Theme = {
  plain: (text) => text,
  strong: chalk.bold,
  dim: chalk.dim,
  accent: chalk.bold,
  heading: chalk.bold,
  columns: chalk.dim,
  warning: chalk.bold,
  selected: chalk.inverse,
  new: chalk.bold,
  gone: chalk.dim.strikethrough,
  internet: chalk.bold,
  'private-networks': chalk.bold,
  'local-network': (text) => text,
  vpn: (text) => text,
  containers: (text) => text,
  'this-host': chalk.dim,
  none: chalk.dim,
  unknown: chalk.bold,
};

/** The sixteen colours that every terminal has and every user may set, and no background: fit for dark and for light. */
const COLOURS: Readonly<Partial<Theme>> = {
  accent: chalk.green.bold,
  warning: chalk.yellow.bold,
  new: chalk.green.bold,
  internet: chalk.red.bold,
  'private-networks': chalk.magenta.bold,
  'local-network': chalk.yellow,
  vpn: chalk.blue,
  containers: chalk.cyan,
};

/** The theme with colours or without, in shapes or in ASCII. */
export function themeFor(hasColour: boolean, hasShapes = true): Theme {
  const theme = hasColour ? { ...WEIGHTS, ...COLOURS } : WEIGHTS;
  return hasShapes ? theme : inAscii(theme);
}

function inAscii(theme: Theme): Theme {
  const tones = Object.entries(theme).map(([tone, look]) => [
    tone,
    (text: string) => look(asciiShapes(text)),
  ]);
  return { ...theme, ...Object.fromEntries(tones) };
}

export const ThemeContext = createContext<Theme>(WEIGHTS);

/** The theme that the view was opened with. */
export function useTheme(): Theme {
  return useContext(ThemeContext);
}
