// node code-of-run.mjs BUNDLE OUTPUT ARGUMENT…: runs a bundle as the command with these arguments, and writes V8's code of the functions
// that it came to, for src/cli/load-bundle.ts. Half as much to load as the code of all functions; others are compiled when called.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

const [, , bundle = '', output = '', ...args] = process.argv;
const filename = resolve(bundle);
process.argv.splice(1, Number.POSITIVE_INFINITY, filename, ...args);
// A run comes to little where nothing listens, as in a container that builds: these do until it is over.
for (const address of ['127.0.0.1', '0.0.0.0', '::']) {
  const server = createServer().listen(0, address).unref();
  const socket = createSocket(address === '::' ? 'udp6' : 'udp4')
    .unref()
    .bind(0, address);
  await Promise.allSettled([once(server, 'listening'), once(socket, 'listening')]);
}
// The code is kept for those who start with V8's own flags.
setFlagsFromString('--no-flush-bytecode');
const script = new Script(Module.wrap(readFileSync(filename, 'utf8')), { filename });
const module = { exports: {} };
script.runInThisContext()(module.exports, createRequire(filename), module, filename, dirname(filename));
process.once('beforeExit', () => {
  setFlagsFromString('--flush-bytecode');
  if (process.exitCode === 0) writeFileSync(output, script.createCachedData());
});
