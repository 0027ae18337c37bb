import type { Terminal } from './terminal.js';

/** Columns of prose where the terminal does not say, and the most that is good to read. */
const WIDTH = 80;
const MAX_WIDTH = 100;

/** How many columns prose may take. */
export function proseWidth({ columns }: Pick<Terminal, 'columns'>): number {
  return Math.min(columns ?? WIDTH, MAX_WIDTH);
}
