// A load that stands until its parent goes: node --import tsx bench/load.ts NAME. Prints READY when it stands.
// Started by bench/host.ts in network, pid and mount namespaces of its own.
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { libc } from '../test/lab/kernel/libc.js';
import { openListener } from '../test/lab/listen.js';
import type { ListenerSpec } from '../test/lab/scenario.js';
import { establish } from './establish.js';

const LOADS: Readonly<Record<string, () => void>> = {
  S0: () => processes(1, listeners(5)),
  S1: () => processes(50, listeners(200)),
  S2: () => {
    processes(50, listeners(200));
    establish(50_000);
  },
  'S2-200k': () => {
    processes(50, listeners(200));
    establish(200_000);
  },
  S3: () => processes(3000, listeners(300), 30),
  rules: () => processes(50, listeners(300)),
};

const name = process.argv[2] ?? '';
const load = LOADS[name];
if (load === undefined) throw new Error(`no load ${name}: ${Object.keys(LOADS).join(', ')}`);
load();
console.log('READY');
setInterval(() => {}, 1 << 30);

/** Descriptors of `count` listening sockets, TCP and UDP, both families. */
function listeners(count: number): number[] {
  const descriptors: number[] = [];
  for (let i = 0; descriptors.length < count; i++) {
    const spec: ListenerSpec = {
      protocol: i % 5 === 0 ? 'udp' : 'tcp',
      address: ['0.0.0.0', '127.0.0.1', '::', '::1'][i % 4] ?? '::',
      port: 2000 + i,
    };
    const fd = openListener(spec);
    if (fd !== undefined) descriptors.push(fd);
  }
  return descriptors;
}

/** Hands the sockets to `count` processes that do nothing, and fills each up to `descriptors` open files. */
function processes(count: number, sockets: readonly number[], descriptors = 8): void {
  const nothing = openSync('/dev/null', 'r+');
  for (let i = 0; i < count; i++) {
    const held = sockets.filter((_, socket) => socket % count === i);
    const filling = Array<number>(Math.max(0, descriptors - 3 - held.length)).fill(nothing);
    spawn('sleep', ['1000000'], { stdio: ['ignore', 'ignore', 'ignore', ...held, ...filling] });
  }
  for (const fd of sockets) libc().close(fd);
}
