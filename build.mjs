// One bundled file per entry: what a command does not need, it does not load.
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import Module from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { build } from 'esbuild';
import { keepInkCaches } from './scripts/keep-ink-caches.mjs';

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
writeFileSync('dist/listenscope.1', await manualPage());
writeFileSync('dist/main.v8-code', compiled('dist/main.cjs'));

// V8's code of every function, for the Node that builds: src/cli/launch.ts hands it back to V8, which checks the flags too.
function compiled(path) {
  setFlagsFromString('--no-lazy');
  const script = new Script(Module.wrap(readFileSync(path, 'utf8')), { filename: path });
  setFlagsFromString('--lazy');
  return script.createCachedData();
}

// The manual page, made by the sources from the same tables as --help.
async function manualPage() {
  const outfile = 'dist/manual-page.mjs';
  await build({
    ...shared,
    entryPoints: ['src/cli/manual/manual-page.ts'],
    format: 'esm',
    legalComments: 'none',
    outfile,
  });
  const { manualPage } = await import(`./${outfile}`);
  rmSync(outfile);
  const built = new Date(Number(process.env.SOURCE_DATE_EPOCH ?? Date.now() / 1000) * 1000);
  return manualPage(version, built.toISOString().slice(0, 10));
}
