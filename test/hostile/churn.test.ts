import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { requires } from '../support/requires.js';

const run = promisify(execFile);
const CLI = resolve('dist/cli.cjs');
const CHURN = resolve('test/hostile/churn.pl');
const RUNS = 6;

/** Runs the command again and again among the processes of churn.pl. */
async function amongChurn(): Promise<readonly (readonly Listener[])[]> {
  const command = `${process.execPath} ${CLI} --json --netns current`;
  const { stdout } = await run(
    'unshare',
    [
      '-mnpf',
      '--kill-child',
      '--mount-proc',
      'perl',
      CHURN,
      'sh',
      '-c',
      `for i in $(seq ${RUNS}); do ${command} || exit; echo; done`,
    ],
    { timeout: 30_000, maxBuffer: 2 ** 24 },
  );
  return stdout.split(/\n(?=\{)/).map((document) => JSON.parse(document).listeners);
}

interface Listener {
  readonly id: string;
  readonly owner: {
    readonly kind: string;
    readonly processes: readonly { readonly name: string; readonly command: readonly string[] }[];
  };
}

requires({ root: true, platform: 'linux', tools: ['unshare', 'perl'], paths: ['/proc/self/ns/pid'] })(
  'among processes that come and go, and take the pids of those that went',
  () => {
    it('every listener is listed, and none is told to be held by a process that never had it', async () => {
      const audits = await amongChurn();
      expect(audits).toHaveLength(RUNS);
      const names = new Map([
        ['tcp/0.0.0.0:8080', 'by-fork'],
        ['tcp/0.0.0.0:8081', 'sharing'],
        ['tcp/0.0.0.0:8082', 'by-message'],
      ]);
      for (const listeners of audits) {
        expect(listeners.map(({ id }) => id)).toEqual([...names.keys()]);
        // Of a process that ended before its name was read nothing but the pid is known.
        for (const { id, owner } of listeners)
          for (const { name, command } of owner.processes) {
            expect(['', names.get(id)]).toContain(name);
            expect(['', names.get(id)]).toContain(command.join(' '));
          }
      }
      const held = (id: string) =>
        audits.filter((listeners) =>
          listeners.some((each) => each.id === id && each.owner.kind === 'process'),
        );
      expect(held('tcp/0.0.0.0:8081')).toHaveLength(RUNS);
    });
  },
);
