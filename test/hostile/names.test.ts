import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { requires } from '../support/requires.js';
import { openTerminal } from '../tui/support/tmux.js';

const run = promisify(execFile);
const CLI = resolve('dist/cli.cjs');
const UNSHARE = [
  '-mnpf',
  '--kill-child',
  '--mount-proc',
  process.execPath,
  resolve('test/hostile/names.mjs'),
];
const ADDRESS = '192.0.2.1:80';
/** Controls but the end of a line, and what reorders text: UAX #9. */
const OBEYED = /[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

/** Every way to write, without those that have a length of a table of hundreds of addresses. */
const WAYS = [
  ['--json'],
  ['--format', 'table', '-x'],
  ['--format', 'ndjson'],
  ['--format', 'csv'],
  ['--format', 'markdown'],
  ['--format', 'html'],
  ['--format', 'prometheus'],
  ['explain', ADDRESS],
  ['explain', '--json', ADDRESS],
  ['trace', '192.0.2.9', ADDRESS],
  ['trace', '--json', '192.0.2.9', ADDRESS],
  ['check', '--init'],
  ['capture'],
] as const;

requires({ root: true, platform: 'linux', tools: ['unshare', 'ip', 'nft', 'perl', 'tmux', 'bash'] })(
  'on a host whose names are made of escape codes, bidirectional marks and ends of lines',
  () => {
    it('nothing is written that a terminal would obey, and nothing is left out', async () => {
      const commands = WAYS.map((args) => JSON.stringify([process.execPath, CLI, ...args]));
      const { stdout } = await run('unshare', [...UNSHARE, ...commands], {
        maxBuffer: 2 ** 28,
        timeout: 60_000,
      });
      const written: { args: string[]; stdout: string; stderr: string }[] = JSON.parse(stdout);
      expect(written).toHaveLength(WAYS.length);
      for (const { args, ...texts } of written) {
        const found = OBEYED.exec(texts.stdout.replaceAll('\r\n', '\n'));
        expect([args.slice(1), found?.input.slice(found.index - 60, found.index + 20)]).toEqual([
          args.slice(1),
          undefined,
        ]);
        expect([args.slice(1), texts.stderr]).toEqual([args.slice(1), '']);
      }
      const { listeners, containers, complete } = JSON.parse(written[0]?.stdout ?? '');
      expect(complete).toBe(true);
      const words = JSON.stringify([listeners, containers]);
      const processes = listeners.flatMap(
        ({ owner }: { owner: { processes: unknown[] } }) => owner.processes,
      );
      expect(processes).toContainEqual(expect.objectContaining({ name: '\x1b[2J\u202e\x9b\x7f' }));
      expect(processes).toContainEqual(
        expect.objectContaining({ uid: 4242, user: expect.stringContaining('taken over') }),
      );
      expect(listeners.map(({ port }: { port: number }) => port).sort()).toEqual([80, 8080, 81]);
      // Of one argument of 100 KB, ten times.
      expect(words.length).toBeGreaterThan(1_000_000);
      for (const name of ['taken over', '.service']) expect(words).toContain(name);
    });

    it('the view shows them as escapes, and the title of the terminal stays', async () => {
      const terminal = await openTerminal('names', 160, 40);
      try {
        const view = JSON.stringify(['view', CLI]);
        await terminal.type(`unshare ${UNSHARE.join(' ')} '${view}'`);
        await terminal.until(/REACHED BY/);
        await terminal.press('Enter');
        const screen = await terminal.until(/\\x1b\[2J/);
        expect(OBEYED.exec(screen)).toBeNull();
        expect(await terminal.title()).not.toContain('taken over');
        await terminal.press('q', 'q');
        await terminal.until(/shell>\s*$/);
      } finally {
        await terminal.close();
      }
    });
  },
);
