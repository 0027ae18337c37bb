import { readFileSync } from 'node:fs';

/**
 * An esbuild plugin for the bundle of the live view. Ink takes every line of every frame apart anew, and measures it. Most
 * lines stand on the screen frame after frame: what was found out about them is kept, which halves what a frame costs.
 * The build stops where Ink or string-width no longer look as expected.
 */
export const keepInkCaches = {
  name: 'keep-ink-caches',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]ink[\\/]build[\\/]output\.js$/ }, ({ path }) =>
      patched(path, 'caches = new OutputCaches();', 'caches = keptCaches();', INK_CACHES),
    );
    onLoad({ filter: /[\\/]string-width[\\/]index\.js$/ }, ({ path }) =>
      patched(path, 'export default function stringWidth(', 'function measuredWidth(', STRING_WIDTH),
    );
  },
};

const INK_CACHES = `
let kept;
function keptCaches() {
  if (kept === undefined || kept.styledChars.size > 500) kept = new OutputCaches();
  return kept;
}`;

const STRING_WIDTH = `
const widths = new Map();
export default function stringWidth(text, options) {
  if (options !== undefined) return measuredWidth(text, options);
  const known = widths.get(text);
  if (known !== undefined) return known;
  if (widths.size > 2000) widths.clear();
  const width = measuredWidth(text);
  widths.set(text, width);
  return width;
}`;

function patched(path, before, after, addition) {
  const source = readFileSync(path, 'utf8');
  if (!source.includes(before)) throw new Error(`${path} has changed: there is no "${before}" in it`);
  return { contents: source.replace(before, after) + addition };
}
