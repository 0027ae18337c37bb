import type * as Portable from '../collect/portable.js';
import type * as View from '../tui/main.js';

/* Bundles of their own beside the command's: what --json does not need is not even read from disk. The names are kept out
   of the import expressions, so that the bundler leaves them as they are. */

/** The portable collector, with systeminformation in it. */
export async function loadPortable(): Promise<typeof Portable> {
  const entry = './portable.cjs';
  return import(entry);
}

/** The live view, with Ink and React in it. */
export async function loadView(): Promise<typeof View> {
  const entry = './tui.mjs';
  return import(entry);
}
