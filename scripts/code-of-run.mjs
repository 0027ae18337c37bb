// node code-of-run.mjs BUNDLE OUTPUT ARGUMENT…: runs a bundle as the command with these arguments, and writes V8's code of the functions
// that it came to, for src/cli/load-bundle.ts. Half as much to load as the code of all functions; others are compiled when called.
import { readFileSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

const [, , bundle = '', output = '', ...args] = process.argv;
const filename = resolve(bundle);
process.argv.splice(1, Number.POSITIVE_INFINITY, filename, ...args);
// The code is kept for those who start with V8's own flags.
setFlagsFromString('--no-flush-bytecode');
const script = new Script(Module.wrap(readFileSync(filename, 'utf8')), { filename });
const module = { exports: {} };
script.runInThisContext()(module.exports, createRequire(filename), module, filename, dirname(filename));
process.once('beforeExit', () => {
  setFlagsFromString('--flush-bytecode');
  if (process.exitCode === 0) writeFileSync(output, script.createCachedData());
});
