// One bundled file per entry: what a command does not need, it does not load.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import Module from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { build } from 'esbuild';
import { createBundledPackages, noticesOf } from './scripts/bundled-packages.mjs';
import { importsOfBundles } from './scripts/imports-of-bundles.mjs';
import { keepInkCaches } from './scripts/keep-ink-caches.mjs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
rmSync('dist', { recursive: true, force: true });
const bundled = createBundledPackages();

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: false,
  // Licences are told in one file for all bundles.
  legalComments: 'none',
  logLevel: 'warning',
  external: ['koffi'],
  plugins: [bundled.plugin],
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
await build({ ...commonJs, entryPoints: { 'import-view': 'src/cli/import-view.ts' } });
// What `import()` of these modules names is a bundle of its own, which is loaded when it is asked for.
const onDemand = {
  perform: 'src/cli/perform.ts',
  'other-formats': 'src/cli/other-formats.ts',
  'parse-capture': 'src/collect/capture/parse-capture.ts',
  'parse-policy': 'src/policy/parse-policy.ts',
  pasted: 'src/collect/pasted.ts',
  portable: 'src/collect/portable.ts',
  schema: 'src/cli/schema.ts',
};
// Short names make it load 3 ms sooner; the column in a trace of LISTENSCOPE_DEBUG still tells the place.
await build({
  ...commonJs,
  minifyIdentifiers: true,
  entryPoints: { main: 'src/cli.ts', ...onDemand },
  // Code that was compiled ahead cannot import: it gets these by require.
  supported: { 'dynamic-import': false },
  plugins: [bundled.plugin, importsOfBundles({ ...onDemand, 'import-view': 'src/cli/import-view.ts' })],
});

// Ink is ESM with top-level await, and is loaded for the live view only.
await build({
  ...shared,
  entryPoints: { tui: 'src/tui/main.tsx' },
  format: 'esm',
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  alias: { 'react-devtools-core': './src/tui/no-devtools.ts' },
  plugins: [bundled.plugin, keepInkCaches],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
chmodSync('dist/cli.cjs', 0o755);
writeFileSync('dist/THIRD-PARTY.txt', noticesOf(bundled.packages()));
writeFileSync(
  'dist/bundled-packages.json',
  `${JSON.stringify(
    bundled.packages().map(({ name, version, license }) => ({ name, version, license })),
    undefined,
    2,
  )}\n`,
);
const { manualPage } = await fromSource('src/cli/manual/manual-page.ts');
const built = new Date(Number(process.env.SOURCE_DATE_EPOCH ?? Date.now() / 1000) * 1000);
writeFileSync('dist/listenscope.1', manualPage(version, built.toISOString().slice(0, 10)));

for (const name of readdirSync('src/schema')) copyFileSync(`src/schema/${name}`, `dist/${name}`);

// In the order in which a run changes the flags of V8, which go with the code.
compileUsed('main', ['--json']);
const { optimizeLater } = await fromSource('src/cli/optimize-later.ts');
optimizeLater();
for (const name of Object.keys(onDemand)) compile(name);

// V8's code of every function, for the Node that builds: src/cli/load-bundle.ts hands it back to V8, which checks the flags too.
function compile(name) {
  const filename = `dist/${name}.cjs`;
  setFlagsFromString('--no-lazy');
  const script = new Script(Module.wrap(readFileSync(filename, 'utf8')), { filename });
  setFlagsFromString('--lazy');
  writeFileSync(`dist/${name}.v8-code`, script.createCachedData());
}

// The same of the functions that a run with these arguments comes to; of all where it does not come to its end.
function compileUsed(name, args) {
  const script = ['scripts/code-of-run.mjs', `dist/${name}.cjs`, `dist/${name}.v8-code`, ...args];
  const { status } = spawnSync(process.execPath, script, { stdio: 'ignore', timeout: 60_000 });
  if (status !== 0) compile(name);
}

// What a module of the sources exports.
async function fromSource(source) {
  const outfile = 'dist/from-source.mjs';
  await build({ ...shared, entryPoints: [source], format: 'esm', plugins: [], outfile });
  const exported = await import(`./${outfile}?${source}`);
  rmSync(outfile);
  return exported;
}
