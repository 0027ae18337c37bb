import type { WriteStream } from 'node:tty';
import type { Size } from '../state/layout.js';

/** Whether colours are welcome: NO_COLOR (no-color.org) takes them off, and so does a terminal that says it has none. */
export function hasColour(env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  return env.TERM !== 'dumb' && env.TERM?.endsWith('-m') !== true && env.TERM !== 'vt100';
}

/** The terminal's size; that of a VT100 where it does not tell. */
export function windowSize({ columns, rows }: WriteStream): Size {
  return { columns: columns || 80, rows: rows || 24 };
}
