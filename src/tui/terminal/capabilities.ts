import type { WriteStream } from 'node:tty';
import type { Size } from '../state/layout.js';

/** Whether colours are welcome: NO_COLOR (no-color.org) takes them off, and so does a terminal that says it has none. */
export function hasColour(env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  return env.TERM !== 'dumb' && env.TERM?.endsWith('-m') !== true && env.TERM !== 'vt100';
}

/**
 * Whether shapes beyond ASCII can be shown: not in a locale that names another character set (locale(7)), and not on the
 * console of Linux, whose fonts have few. Where no locale is set, as in many containers, the terminal is taken for a modern one.
 */
export function hasShapes({ LC_ALL, LC_CTYPE, LANG, TERM }: NodeJS.ProcessEnv): boolean {
  if (TERM === 'linux') return false;
  const locale = LC_ALL || LC_CTYPE || LANG || '';
  return locale === '' || /utf-?8/i.test(locale);
}

/** The terminal's size; that of a VT100 where it does not tell. */
export function windowSize({ columns, rows }: WriteStream): Size {
  return { columns: columns || 80, rows: rows || 24 };
}
