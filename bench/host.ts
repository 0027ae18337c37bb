import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { findTool } from '../test/support/find-tool.js';

/** A load standing in namespaces of its own. */
export interface Host {
  /** Words to put before a command so that it runs inside. */
  readonly enter: readonly string[];
  /** Pids, as they are inside, of processes in network namespaces of their own. */
  readonly apart: readonly number[];
  readonly remove: () => Promise<void>;
}

/**
 * Starts bench/load.ts in fresh network, pid and mount namespaces, and waits until it stands. The names of the machine's network
 * namespaces are not there, so that only those of the load are read.
 */
export async function startHost(load: string, count = 0): Promise<Host> {
  const args = ['-n', '-p', '-m', '--fork', '--mount-proc', '--kill-child', '--'];
  const script = new URL('load.ts', import.meta.url).pathname;
  const prepared = [
    // Every mount of a network namespace, by the fifth field of mountinfo (proc(5)).
    'for at in $(grep " nsfs " /proc/self/mountinfo | cut -d" " -f5); do umount -l "$at" 2>/dev/null; done',
    '"$0" link set lo up',
    'exec "$@"',
  ].join('\n');
  const start = [
    tool('sh'),
    '-c',
    prepared,
    tool('ip'),
    process.execPath,
    '--import',
    'tsx',
    script,
    load,
    String(count),
  ];
  // However this process ends, the load ends with it.
  const bound = ['--pdeathsig', 'KILL', tool('unshare'), ...args, ...start];
  const child = spawn(tool('setpriv'), bound, { stdio: ['ignore', 'pipe', 'inherit'] });
  const apart = await ready(child);
  const inside = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
  const enter = [tool('nsenter'), '-t', inside, '-n', '-p', '-m', '--'];
  const remove = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { enter, apart, remove };
}

/** Runs a command inside, with `input` on its standard input. */
export function runInside(host: Host, command: readonly string[], input = ''): string {
  const [program = '', ...args] = [...host.enter, ...command];
  return execFileSync(program, args, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
}

/** Absolute path of a command that the benchmark cannot do without. */
export function tool(name: string): string {
  const path = findTool(name);
  if (path === undefined) throw new Error(`${name} is not installed`);
  return path;
}

async function ready(child: ChildProcess): Promise<number[]> {
  let output = '';
  for await (const chunk of child.stdout ?? []) {
    output += String(chunk);
    const pids = /^READY(.*)\n/m.exec(output)?.[1];
    if (pids !== undefined) return pids.split(' ').filter(Boolean).map(Number);
  }
  throw new Error(`the load did not come up: ${output}`);
}
