import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How long a screen may take to show what is awaited, in milliseconds: the machine may be busy. */
const PATIENCE_MS = 20_000;
const LOOK_MS = 40;

/** A shell in a real terminal, as tmux emulates it. */
export interface TmuxTerminal {
  /** Types a command line and Enter. */
  type(line: string): Promise<void>;
  /** Presses keys by the names that tmux has for them: "j", "Enter", "C-z", "PageDown". */
  press(...keys: readonly string[]): Promise<void>;
  /** Sends bytes as the terminal would, such as mouse reports. */
  send(bytes: string): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  /** The rows on the screen, without blanks at their ends. */
  screen(): Promise<readonly string[]>;
  /** The same with SGR codes: colours and weights. */
  colours(): Promise<readonly string[]>;
  /** Waits until the screen matches, and returns it; fails with the screen as it is when it never does. */
  until(expected: RegExp): Promise<string>;
  /** What programs have set: "alternate screen, cursor visible, mouse". */
  modes(): Promise<string>;
  /** The title that programs gave the terminal. */
  title(): Promise<string>;
  /** What programs have put on the clipboard by OSC 52. */
  clipboard(): Promise<string>;
  /** Pid of the process that the shell runs with `argument` in its command line. */
  pidOf(argument: string): Promise<number>;
  /** Closes the window, as a user would: everything in it gets SIGHUP. */
  close(): Promise<void>;
}

/** Opens a shell in a terminal of its own, with job control and no start-up files. */
export async function openTerminal(name: string, columns: number, rows: number): Promise<TmuxTerminal> {
  const directory = mkdtempSync(join(tmpdir(), 'listenscope-tmux-'));
  const socket = join(directory, 'socket');
  const tmux = async (...args: readonly string[]) => (await run('tmux', ['-S', socket, ...args])).stdout;
  const size = ['-x', String(columns), '-y', String(rows)];
  await tmux(
    '-f',
    '/dev/null',
    'new-session',
    '-d',
    '-s',
    name,
    ...size,
    'env',
    'PS1=shell> ',
    'LC_ALL=C.UTF-8',
    'bash',
    '--norc',
    '--noprofile',
  );
  await tmux('set-option', '-g', 'window-size', 'manual');
  await tmux('set-option', '-s', 'set-clipboard', 'on');
  const screen = async () => (await tmux('capture-pane', '-p', '-t', name)).split('\n').slice(0, -1);
  const until = async (expected: RegExp) => {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const text = (await screen()).join('\n');
      if (expected.test(text)) return text;
      if (Date.now() > deadline) throw new Error(`never saw ${expected} on the screen:\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  };
  const press = async (...keys: readonly string[]) => void (await tmux('send-keys', '-t', name, ...keys));
  const close = async () => {
    await tmux('kill-server').catch(() => undefined);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await until(/shell>/);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    press,
    type: async (line) => {
      await tmux('send-keys', '-t', name, '-l', line);
      await press('Enter');
    },
    send: async (bytes) => {
      const hex = [...Buffer.from(bytes)].map((byte) => byte.toString(16).padStart(2, '0'));
      await tmux('send-keys', '-t', name, '-H', ...hex);
    },
    resize: async (width, height) =>
      void (await tmux('resize-window', '-t', name, '-x', String(width), '-y', String(height))),
    screen,
    colours: async () => (await tmux('capture-pane', '-p', '-e', '-t', name)).split('\n').slice(0, -1),
    until,
    modes: async () =>
      (
        await tmux('display-message', '-p', '-t', name, '#{alternate_on} #{cursor_flag} #{mouse_any_flag}')
      ).trim(),
    title: () => tmux('display-message', '-p', '-t', name, '#{pane_title}'),
    clipboard: () => tmux('show-buffer').catch(() => ''),
    pidOf: async (argument) => {
      const shell = Number(await tmux('display-message', '-p', '-t', name, '#{pane_pid}'));
      return childOf(shell, argument);
    },
    close,
  };
}

function childOf(parent: number, argument: string): number {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ');
  const found = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(argument));
  if (found === undefined) throw new Error(`no child of ${parent} has ${argument} in its command line`);
  return Number(found);
}
