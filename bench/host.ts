import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { findTool } from '../test/support/find-tool.js';

/** A load standing in namespaces of its own. */
export interface Host {
  /** Words to put before a command so that it runs inside. */
  readonly enter: readonly string[];
  readonly remove: () => Promise<void>;
}

/** Starts bench/load.ts in fresh network, pid and mount namespaces, and waits until it stands. */
export async function startHost(load: string): Promise<Host> {
  const args = ['-n', '-p', '-m', '--fork', '--mount-proc', '--kill-child', '--'];
  const script = new URL('load.ts', import.meta.url).pathname;
  const withLoopback = `"$0" link set lo up && exec "$@"`;
  const start = [
    tool('sh'),
    '-c',
    withLoopback,
    tool('ip'),
    process.execPath,
    '--import',
    'tsx',
    script,
    load,
  ];
  const child = spawn(tool('unshare'), [...args, ...start], { stdio: ['ignore', 'pipe', 'inherit'] });
  await ready(child);
  const inside = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
  const enter = [tool('nsenter'), '-t', inside, '-n', '-p', '-m', '--'];
  const remove = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { enter, remove };
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

async function ready(child: ChildProcess): Promise<void> {
  let output = '';
  for await (const chunk of child.stdout ?? []) {
    output += String(chunk);
    if (output.includes('READY')) return;
  }
  throw new Error(`the load did not come up: ${output}`);
}
