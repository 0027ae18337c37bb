// A load that stands until its parent goes: node --import tsx bench/load.ts NAME. Prints READY when it stands.
// Started by bench/host.ts in network, pid and mount namespaces of its own.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { libc } from '../test/lab/kernel/libc.js';
import { command, createNamespace } from '../test/lab/kernel/namespace.js';
import { openListener } from '../test/lab/listen.js';
import type { ListenerSpec } from '../test/lab/scenario.js';
import { tool } from './host.js';
import { fourInterfaces } from './rules.js';

const LOADS: Readonly<Record<string, () => void | Promise<void>>> = {
  S0: () => processes(1, listeners(5)),
  S1: () => processes(50, listeners(200)),
  S2: () => busy(50_000),
  'S2-200k': () => busy(200_000),
  S3: () => processes(3000, listeners(300), 30),
  rules: () => {
    processes(50, listeners(300));
    const far = createNamespace();
    execFileSync(tool('ip'), ['-batch', '-'], { input: fourInterfaces(far.path) });
    const up = [1, 2, 3, 4].map((i) => `link set far${i} up\n`).join('');
    command(far, 'ip', ['-batch', '-'], up);
  },
};

const name = process.argv[2] ?? '';
const load = LOADS[name];
if (load === undefined) throw new Error(`no load ${name}: ${Object.keys(LOADS).join(', ')}`);
await load();
console.log('READY');
setInterval(() => {}, 1 << 30);

/** S1, and that many established sockets, 12,500 to a process, since descriptors may be limited. */
async function busy(established: number): Promise<void> {
  processes(50, listeners(200));
  const script = new URL('establish.ts', import.meta.url).pathname;
  for (let i = 0; i < established / 12_500; i++) {
    const args = ['--import', 'tsx', script, String(1000 + i), '12500'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
  }
}

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
