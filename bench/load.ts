// A load that stands until its parent goes: node --import tsx bench/load.ts NAME [COUNT]. Prints READY when it stands, with the
// processes that are in a network namespace of their own. Started by bench/host.ts in network, pid and mount namespaces of its own.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { CLONE_NEWNET, SOCK_DGRAM } from '../test/lab/kernel/constants.js';
import { checked, libc } from '../test/lab/kernel/libc.js';
import { command, createNamespace } from '../test/lab/kernel/namespace.js';
import { openListener } from '../test/lab/listen.js';
import type { ListenerSpec } from '../test/lab/scenario.js';
import { tool } from './host.js';
import { fourInterfaces } from './rules.js';

const PER_PROCESS = 5000;
/** Open files of a process that listens: as many as a small server has. */
const DESCRIPTORS = 26;
/** Of socket(2). */
const AF_UNIX = 1;
let kinds: readonly number[] | undefined;

/** Each returns, if any, the processes that are in a network namespace of their own. */
const LOADS: Readonly<Record<string, (count: number) => void | number[] | Promise<void>>> = {
  /** A bare host. */
  S0: () => {
    processes(5, listeners(5));
    processes(20, [], 12);
  },
  S1: (count) => shared(50, count || 200),
  /** S1, and that many established sockets. */
  S2: busy,
  S3: (count) => {
    shared(75, 300);
    processes((count || 3000) - 75, [], 30);
  },
  S4: (count) => {
    shared(50, 200);
    processes(count || 52, [], 9500);
  },
  /** S1, and that many UDP sockets. */
  S5: (count) => {
    shared(50, 200);
    datagrams(count || 20_000);
  },
  S6: (count) => sandboxes(count || 200),
  /** Four interfaces, for a ruleset. */
  rules: behindFourInterfaces,
};

const [name = '', count = '0'] = process.argv.slice(2);
const load = LOADS[name];
if (load === undefined) throw new Error(`no load ${name}: ${Object.keys(LOADS).join(', ')}`);
const apart = await load(Number(count));
console.log(`READY ${(apart ?? []).join(' ')}`);
setInterval(() => {}, 1 << 30);

/** `wanted` listeners in `count` processes with a few more files. */
function shared(count: number, wanted: number, descriptors = DESCRIPTORS): void {
  for (let first = 0; first < wanted; first += PER_PROCESS)
    processes(count, listeners(Math.min(PER_PROCESS, wanted - first), first), descriptors);
}

/** S1, and that many established sockets, 12,500 to a process, since descriptors may be limited. */
async function busy(established: number): Promise<void> {
  shared(50, 200);
  const script = new URL('establish.ts', import.meta.url).pathname;
  for (let made = 0, i = 0; made < established; made += 12_500, i++) {
    const some = Math.min(12_500, established - made);
    const child = spawn(process.execPath, ['--import', 'tsx', script, String(1000 + i), String(some)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
  }
}

/** Descriptors of `count` listening sockets, TCP and UDP, both families, on the ports from 2000 + `first` on. */
function listeners(count: number, first = 0): number[] {
  const descriptors: number[] = [];
  for (let i = first; descriptors.length < count; i++) {
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

function datagrams(count: number): void {
  for (let first = 0; first < count; first += PER_PROCESS) {
    const some = Array.from({ length: Math.min(PER_PROCESS, count - first) }, (_, i) =>
      openListener({ protocol: 'udp', address: '127.0.0.1', port: 30_000 + first + i }),
    );
    processes(
      1,
      some.filter((fd) => fd !== undefined),
    );
  }
}

/** Network namespaces of a process each, with three listeners. */
function sandboxes(count: number): number[] {
  processes(5, listeners(5));
  return Array.from({ length: count }, () => {
    checked('unshare', libc().unshare(CLONE_NEWNET));
    execFileSync(tool('ip'), ['link', 'set', 'lo', 'up']);
    const specs: readonly ListenerSpec[] = [
      { protocol: 'tcp', address: '0.0.0.0', port: 8080 },
      { protocol: 'tcp', address: '::', port: 8443 },
      { protocol: 'udp', address: '0.0.0.0', port: 53 },
    ];
    return (
      processes(
        1,
        specs.map(openListener).filter((fd) => fd !== undefined),
        DESCRIPTORS,
      )[0] ?? 0
    );
  });
}

function behindFourInterfaces(): void {
  shared(50, 300);
  const far = createNamespace();
  execFileSync(tool('ip'), ['-batch', '-'], { input: fourInterfaces(far.path) });
  const up = [1, 2, 3, 4].map((i) => `link set far${i} up\n`).join('');
  command(far, 'ip', ['-batch', '-'], up);
}

/**
 * Hands the sockets to `count` processes that do nothing, and fills each up to `descriptors` open files of several kinds. Their
 * pids.
 */
function processes(count: number, sockets: readonly number[], descriptors = 8): number[] {
  const filling = fillings();
  const pids = Array.from({ length: count }, (_, i) => {
    const held = sockets.filter((_, socket) => socket % count === i);
    const rest = Math.max(0, descriptors - 3 - held.length);
    const files = Array.from({ length: rest }, (_, place) => filling[place % filling.length] ?? 0);
    const { pid } = spawn('sleep', ['1000000'], { stdio: ['ignore', 'ignore', 'ignore', ...held, ...files] });
    return pid ?? 0;
  });
  for (const fd of sockets) libc().close(fd);
  return pids;
}

/** What else processes hold: sockets that are none of a network, files, devices. */
function fillings(): readonly number[] {
  kinds ??= [
    checked('socket', libc().socket(AF_UNIX, SOCK_DGRAM, 0)),
    openSync('/dev/null', 'r+'),
    checked('socket', libc().socket(AF_UNIX, SOCK_DGRAM, 0)),
    openSync('/proc/self/exe', 'r'),
    checked('epoll', libc().epoll_create1(0)),
  ];
  return kinds;
}
