import { createRequire } from 'node:module';
import type * as Portable from '../collect/portable.js';
import type * as View from '../tui/main.js';

/* Bundles of their own beside the command's: what --json does not need is not even read from disk. */

/** The portable collector, with systeminformation in it. */
export async function loadPortable(): Promise<typeof Portable> {
  return requireBeside('./portable.cjs');
}

/** The live view, with Ink and React in it. */
export async function loadView(): Promise<typeof View> {
  const { importView }: typeof import('./import-view.js') = requireBeside('./import-view.cjs');
  return importView();
}

/** `require` of a bundle in the directory that this one is in. */
function requireBeside(entry: string) {
  return createRequire(import.meta.url)(entry);
}
