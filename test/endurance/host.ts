import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { findTool } from '../support/find-tool.js';

/** A host that changes all the time, in network, pid and mount namespaces of its own. */
export interface ChangingHost {
  /** Words to put before a command so that it runs there. */
  readonly enter: readonly string[];
  /** Lets it change. */
  start(): Promise<void>;
  /** Resolves when nothing moves any more, with how many changes there were so far. */
  pause(): Promise<number>;
  remove(): Promise<void>;
}

const SCRIPT = new URL('churn.ts', import.meta.url).pathname;

/** Begins at rest. The same seed makes the same changes, as far as the machine keeps pace. */
export async function startHost(seed: number): Promise<ChangingHost> {
  const flags = ['-n', '-p', '-m', '--fork', '--mount-proc', '--kill-child', '--'];
  const churn = [process.execPath, '--import', 'tsx', SCRIPT, String(seed)];
  const child = spawn(tool('unshare'), [...flags, ...churn], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (word: string): Promise<string> => {
    child.stdin.write(`${word}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error('the changing host has ended');
    return value;
  };
  await ask('still');
  return {
    enter: [tool('nsenter'), '-t', String(firstChild(child)), '-n', '-p', '-m', '--'],
    start: async () => void (await ask('on')),
    pause: async () => Number((await ask('still')).split(' ')[1]),
    async remove() {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}

function firstChild({ pid }: ChildProcess): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
}

/** Absolute path of a command that this cannot do without. */
export function tool(name: string): string {
  const path = findTool(name);
  if (path === undefined) throw new Error(`${name} is not installed`);
  return path;
}
