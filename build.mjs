// One bundled file per entry: what a command does not need, it does not load.
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import Module from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
rmSync('dist', { recursive: true, force: true });

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: false,
  legalComments: 'linked',
  logLevel: 'warning',
  external: ['koffi'],
  define: { LISTENSCOPE_VERSION: JSON.stringify(version), 'process.env.NODE_ENV': '"production"' },
};

const commonJs = {
  ...shared,
  format: 'cjs',
  // What createRequire starts from, which CommonJS calls by another name.
  define: { ...shared.define, 'import.meta.url': '__filename' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
};

// The command itself is CommonJS: Node starts one bundled CJS file fastest, and --json needs nothing more.
await build({
  ...commonJs,
  entryPoints: { cli: 'src/cli/launch.ts' },
  banner: { js: '#!/usr/bin/env node' },
});
// Short names make it load 3 ms sooner; the column in a trace of LISTENSCOPE_DEBUG still tells the place.
await build({
  ...commonJs,
  minifyIdentifiers: true,
  entryPoints: {
    main: 'src/cli.ts',
    portable: 'src/collect/portable.ts',
    'import-view': 'src/cli/import-view.ts',
  },
});

// Ink takes every line of every frame apart anew, and measures it. Most lines stand on the screen frame after frame: what was
// found out about them is kept, which halves what a frame costs.
const keepInkCaches = {
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

// Ink is ESM with top-level await, and is loaded for the live view only.
await build({
  ...shared,
  entryPoints: { tui: 'src/tui/main.tsx' },
  format: 'esm',
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  alias: { 'react-devtools-core': './src/tui/no-devtools.ts' },
  plugins: [keepInkCaches],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
chmodSync('dist/cli.cjs', 0o755);
writeFileSync('dist/main.v8-code', compiled('dist/main.cjs'));

// V8's code of every function, for the Node that builds: src/cli/launch.ts hands it back to V8, which checks the flags too.
function compiled(path) {
  setFlagsFromString('--no-lazy');
  const script = new Script(Module.wrap(readFileSync(path, 'utf8')), { filename: path });
  setFlagsFromString('--lazy');
  return script.createCachedData();
}
