import type * as View from '../tui/main.js';

/**
 * Imports the bundle of the live view. A bundle of its own, since V8 does not let code that was compiled ahead (see
 * launch.ts) import anything; the name is kept out of the expression, so that the bundler leaves it as it is.
 */
export async function importView(): Promise<typeof View> {
  const entry = './tui.mjs';
  return import(entry);
}
