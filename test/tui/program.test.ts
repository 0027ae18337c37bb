import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { requires } from '../support/requires.js';
import { printedDocument } from '../support/schemas.js';
import { openTerminal, type TmuxTerminal } from './support/tmux.js';

const HOST = 'test/fixtures/hosts/ufw-ssh-subnet/facts.json';
const VIEW = `${process.execPath} dist/cli.cjs --from ${HOST}`;
/** Alternate screen off, cursor shown, mouse with the terminal: what a shell expects. */
const AS_BEFORE = '0 1 0';

let directory: string;
let terminal: TmuxTerminal | undefined;

async function open(name: string, columns = 100, rows = 30): Promise<TmuxTerminal> {
  terminal = await openTerminal(name, columns, rows);
  return terminal;
}

async function openView(name: string, columns?: number, rows?: number): Promise<TmuxTerminal> {
  const opened = await open(name, columns, rows);
  await opened.type(`stty -g > ${directory}/before; ${VIEW}`);
  await opened.until(/REACHED BY/);
  return opened;
}

/** The shell has the terminal as it was, by what the kernel and what tmux say; returns the status that it saw. */
async function restored(opened: TmuxTerminal): Promise<number> {
  await expect.poll(opened.modes, { timeout: 20_000 }).toBe(AS_BEFORE);
  await opened.type(`echo "status $?"; stty -g > ${directory}/after; echo "stty $?"`);
  const screen = await opened.until(/^stty 0/m);
  expect(readFileSync(join(directory, 'after'), 'utf8')).toBe(
    readFileSync(join(directory, 'before'), 'utf8'),
  );
  return Number(/^status (\d+)/m.exec(screen)?.[1]);
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'listenscope-view-'));
});
afterEach(async () => {
  await terminal?.close();
  terminal = undefined;
});
afterAll(() => rmSync(directory, { recursive: true }));

requires({ tools: ['tmux', 'bash', 'stty'], paths: ['dist/tui.mjs', HOST] })(
  'the view on a real terminal',
  () => {
    it('opens, moves, explains, and leaves the terminal as it was', async () => {
      const view = await openView('keys');
      await view.press('G');
      await view.until(/▌.*nobody|▌.*this host/);
      await view.press('g', '/');
      await view.until(/filter:/);
      await view.press('p', 'o', 'r', 't', ':', '2', '2', 'Enter');
      await view.until(/▌.*:22 /);
      await view.press('Enter');
      await view.until(/WHO +HOW +FROM|WHO +HOW/);
      await view.press('Escape', '?');
      await view.until(/WHO CAN REACH A LISTENER/);
      await view.press('q', 'q');
      expect(await restored(view)).toBe(0);
    });

    it('obeys keys that arrive in one read, in their order', async () => {
      const view = await openView('burst');
      const first = await view.until(/▌/);
      await view.send('jjjkkk3');
      await view.until(/CHAIN +POLICY/);
      await view.send('1');
      await view.until(/REACHED BY/);
      expect(cursorRow(await view.screen())).toBe(cursorRow(first.split('\n')));
    });

    it('types pasted text into a prompt, and obeys none of it', async () => {
      const view = await openView('paste');
      await view.send('\x1b[200~qqq\x1b[201~');
      await view.press('/');
      await view.until(/filter:/);
      await view.send('\x1b[200~port:22\nq\x1b[201~');
      await view.until(/filter: port:22 q/);
    });

    it('follows the wheel, and selects the row that is clicked', async () => {
      const view = await openView('mouse');
      await view.send('\x1b[<65;10;10M');
      await view.until(/(?:.*\n){8}▌/);
      await view.send('\x1b[<0;10;6M');
      await view.until(/^(?:.*\n){5}▌/);
    });

    it.each([
      [60, 15],
      [150, 40],
      [100, 12],
    ])('leaves no ghost when the terminal becomes %i×%i', async (columns, rows) => {
      const view = await openView(`resize-${columns}`);
      await view.resize(columns, rows);
      await view.until(new RegExp(`^─{${columns}}$`, 'm'));
      await view.press('j');
      const screen = (await view.until(/\? keys *$/m)).split('\n');
      expect(screen).toHaveLength(rows);
      expect(screen.filter((row) => row.includes('listenscope'))).toHaveLength(1);
      expect(screen.filter((row) => row.includes('REACHED BY'))).toHaveLength(1);
      expect(screen.filter((row) => row.startsWith('────'))).toHaveLength(2);
      expect(screen.at(-1)).toMatch(/1 Listeners/);
    });

    it('shows after many changes of size what it shows when it is opened at the last one', async () => {
      const view = await openView('storm');
      for (const [columns, rows] of [
        [61, 44],
        [180, 20],
        [100, 14],
        [140, 50],
        [70, 16],
        [118, 37],
      ] as const) {
        await view.resize(columns, rows);
      }
      const settled = await view.until(/^ listenscope.*\n[\s\S]*^─{118}\n[\s\S]*\? keys$/m);
      await view.close();
      const fresh = await openView('fresh', 118, 37);
      expect(settled).toBe(await fresh.until(/\? keys$/m));
    });

    it('^Z gives the terminal to the shell, fg brings the view back', async () => {
      const view = await openView('suspend');
      await view.press('C-z');
      await view.until(/Stopped/);
      await restored(view);
      await view.type('clear; fg');
      await view.until(/REACHED BY/);
      await view.press('j', 'q');
      expect(await restored(view)).toBe(0);
    });

    it.each([
      ['TERM', 143],
      ['HUP', 129],
      ['INT', 130],
    ])('SIG%s restores the terminal, and ends the program as the signal does', async (signal, status) => {
      const view = await openView(`signal-${signal}`);
      const pid = await view.pidOf('cli.cjs');
      process.kill(pid, `SIG${signal}`);
      expect(await restored(view)).toBe(status);
    });

    it('^C leaves from anywhere, also from a page', async () => {
      const view = await openView('interrupt');
      await view.press('?');
      await view.until(/WHO CAN REACH/);
      await view.press('C-c');
      expect(await restored(view)).toBe(0);
    });

    it('ends when its terminal is closed', async () => {
      const view = await openView('closed');
      const pid = await view.pidOf('cli.cjs');
      await view.close();
      await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 20_000 }).toBe(false);
    });

    it('copies by way of the terminal, and exports to a file that is new', async () => {
      const view = await openView('copy');
      await view.press('/');
      await view.send('port:22\r');
      await view.until(/▌.*:22 /);
      await view.press('c');
      await view.until(/a +address/);
      await view.press('a');
      await expect.poll(view.clipboard, { timeout: 20_000 }).toMatch(/:22$/);
      const file = join(directory, 'shown.json');
      await view.press('e');
      await view.send(`${file}\r`);
      await view.until(/Wrote \d rows? to/);
      const { listeners } = printedDocument(readFileSync(file, 'utf8')) as { listeners: { port: number }[] };
      expect(listeners.map(({ port }) => port)).toEqual(listeners.map(() => 22));
      await view.press('e');
      await view.send(`${file}\r`);
      await view.until(/EEXIST|exists/);
    });

    it('sends no colour where NO_COLOR is set, and weights all the same', async () => {
      const view = await open('colourless');
      await view.type(`NO_COLOR=1 ${VIEW}`);
      await view.until(/▌/);
      const codes = (await view.colours()).join('').match(/\x1b\[[\d;]*m/g) ?? [];
      expect(codes.join('')).toContain('1m');
      // tmux itself writes 39 and 49: back to the default colours.
      expect(codes.filter((code) => /[[;](?:3[0-8]|4[0-8]|9\d|10\d)[m;]/.test(code))).toEqual([]);
    });

    it('a crash restores the terminal, and says what happened', async () => {
      await build({
        entryPoints: ['test/tui/support/crashing-view.ts'],
        outfile: join(directory, 'crash.mjs'),
        bundle: true,
        platform: 'node',
        format: 'esm',
        define: { 'process.env.NODE_ENV': '"production"' },
        alias: { 'react-devtools-core': './src/tui/no-devtools.ts' },
        banner: {
          js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
        },
      });
      const view = await open('crash');
      await view.type(`stty -g > ${directory}/before; ${process.execPath} ${directory}/crash.mjs`);
      await view.until(/caught: crashed on purpose/);
      expect(await restored(view)).toBe(1);
    });
  },
);

function cursorRow(screen: readonly string[]): number {
  return screen.findIndex((row) => row.startsWith('▌'));
}
