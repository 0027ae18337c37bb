import type { TextProps } from 'ink';
import { createContext, useContext } from 'react';
import type { Tone } from '../src/tui/text/line.js';

type Style = Pick<TextProps, 'color' | 'bold' | 'dimColor' | 'inverse' | 'strikethrough' | 'underline'>;

/** How each tone looks. */
export type Theme = Readonly<Record<Tone, Style>>;

/** Weights only: for NO_COLOR, and as what the colours are added to. Every difference is also one of shape or word. */
const WEIGHTS: Theme = {
  plain: {},
  strong: { bold: true },
  dim: { dimColor: true },
  accent: { bold: true },
  heading: { bold: true },
  columns: { dimColor: true },
  warning: { bold: true },
  selected: { inverse: true },
  new: { bold: true },
  gone: { dimColor: true, strikethrough: true },
  internet: { bold: true },
  'private-networks': { bold: true },
  'local-network': {},
  vpn: {},
  containers: {},
  'this-host': { dimColor: true },
  none: { dimColor: true },
  unknown: { bold: true },
};

/** The sixteen colours that every terminal has and every user may set, and no background: fit for dark and for light. */
const COLOURS: Readonly<Partial<Record<Tone, TextProps['color']>>> = {
  accent: 'green',
  warning: 'yellow',
  new: 'green',
  internet: 'red',
  'private-networks': 'magenta',
  'local-network': 'yellow',
  vpn: 'blue',
  containers: 'cyan',
  unknown: 'magenta',
};

/** The theme with colours or without. */
export function themeFor(hasColour: boolean): Theme {
  if (!hasColour) return WEIGHTS;
  const coloured = Object.entries(COLOURS).map(([tone, color]) => [
    tone,
    { ...WEIGHTS[tone as Tone], color },
  ]);
  return { ...WEIGHTS, ...Object.fromEntries(coloured) };
}

export const ThemeContext = createContext<Theme>(WEIGHTS);

/** The theme that the view was opened with. */
export function useTheme(): Theme {
  return useContext(ThemeContext);
}
