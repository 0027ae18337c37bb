import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { addNetworkNamespace, type NetworkNamespace } from '../support/network-namespace.js';
import { type OpenSockets, openSockets } from '../support/open-sockets.js';
import { requires } from '../support/requires.js';
import { openTerminal, type TmuxTerminal } from './support/tmux.js';

const NEEDS = {
  root: true,
  platform: 'linux',
  tools: ['tmux', 'bash', 'ip'],
  paths: ['dist/tui.mjs'],
} as const;

let host: NetworkNamespace;
let terminal: TmuxTerminal | undefined;
const opened: OpenSockets[] = [];

async function listen(...specs: readonly string[]): Promise<OpenSockets> {
  const sockets = await openSockets(specs, { namespace: host.name });
  opened.push(sockets);
  return sockets;
}

async function openView(name: string, environment = '', words = ''): Promise<TmuxTerminal> {
  terminal = await openTerminal(name, 120, 30);
  const command = `${environment} ${process.execPath} dist/cli.cjs --netns current ${words}`;
  await terminal.type(`clear; ip netns exec ${host.name} env ${command}`);
  return terminal;
}

requires(NEEDS)('the view of a host that changes', () => {
  beforeAll(async () => {
    host = addNetworkNamespace();
    await listen('tcp:127.0.0.1:7001', 'tcp:127.0.0.1:7002');
  });
  afterEach(async () => {
    await terminal?.close();
    terminal = undefined;
    await Promise.all(opened.splice(1).map((sockets) => sockets.close()));
  });
  afterAll(async () => {
    await Promise.all(opened.map((sockets) => sockets.close()));
    host.remove();
  });

  it('lets what opens and what closes glow, keeps the cursor, and notes both', async () => {
    const view = await openView('live');
    await view.until(/127\.0\.0\.1:7002/);
    await view.press('G');
    await view.until(/▌ .*127\.0\.0\.1:7002/);
    const late = await listen('tcp:0.0.0.0:7000');
    await view.until(/ \+.*0\.0\.0\.0:7000/);
    expect((await view.screen()).join('\n')).toMatch(/▌ .*127\.0\.0\.1:7002/);
    await late.close();
    await view.until(/ −.*0\.0\.0\.0:7000/);
    await view.press('4');
    await view.until(/tcp 0\.0\.0\.0:7000 +closed[\s\S]*tcp 0\.0\.0\.0:7000 +opened/);
  });

  it('has a tab of the Unix sockets that were asked for', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'listenscope-unix-'));
    const path = join(folder, 'open.sock');
    const script = `require('node:net').createServer().listen({ path: '${path}', writableAll: true }, () => console.log('up'))`;
    const server = spawn('ip', ['netns', 'exec', host.name, process.execPath, '-e', script]);
    try {
      await once(server.stdout, 'data');
      const view = await openView('unix', '', '-x');
      await view.until(/5 Sockets/);
      await view.press('5');
      await view.until(/(root|every user) +unix +\/.*….*n\.sock/);
      await view.press('Enter');
      await view.until(/Unix socket, stream[\s\S]*may connect/);
    } finally {
      server.kill();
      rmSync(folder, { recursive: true });
    }
  });

  it('lets nothing glow in a view with reduced motion', async () => {
    const view = await openView('still', 'LISTENSCOPE_REDUCED_MOTION=1');
    await view.until(/127\.0\.0\.1:7002/);
    await listen('tcp:0.0.0.0:7000');
    await view.until(/4 Changes ●1/);
    expect((await view.screen()).join('\n')).toMatch(/^[▌ ] ..*0\.0\.0\.0:7000/m);
    expect((await view.screen()).join('\n')).not.toMatch(/^[▌ ]\+/m);
  });

  it('ends a process after a question that names it, and the listener goes', async () => {
    const victim = await listen('tcp:0.0.0.0:7000');
    const view = await openView('end');
    await view.until(/0\.0\.0\.0:7000/);
    await view.press('/');
    await view.send('7000\r');
    await view.until(/▌ .*0\.0\.0\.0:7000/);
    await view.press('K');
    await view.until(new RegExp(`End \\S+, process ${victim.pid}`));
    await view.press('Enter');
    await view.until(/REACHED BY/);
    await view.press('K');
    await view.until(/sends SIGTERM/);
    await view.press('y');
    await view.until(new RegExp(`Asked \\S+ ${victim.pid} to end`));
    await view.until(/Nothing passes the filter/);
  });

  it('follows a packet, and tells what another address would change', async () => {
    await listen('tcp:0.0.0.0:7000');
    const view = await openView('ask');
    await view.until(/0\.0\.0\.0:7000/);
    await view.press('t');
    await view.until(/trace:/);
    await view.send('127.0.0.1 → 127.0.0.1:7001 via lo\r');
    await view.until(/Delivered to tcp\/127\.0\.0\.1:7001/);
    await view.press('Escape');
    await view.until(/REACHED BY/);
    await view.press('w');
    await view.until(/if bound to:/);
    await view.send('nonsense\r');
    await view.until(/"nonsense" is no address/);
    await view.press('C-u');
    await view.send('127.0.0.1\r');
    await view.until(/AS IT IS NOW/);
  });

  it('speaks to a screen reader: sentences, no frame, nothing that changes by itself', async () => {
    const view = await openView('spoken', 'INK_SCREEN_READER=true');
    const screen = await view.until(/listeners, 1 of 2\./);
    expect(screen).not.toMatch(/[─│▌]/);
    await view.press('j');
    await view.until(/listeners, 2 of 2\./);
    await view.press('q');
    await expect.poll(view.modes, { timeout: 20_000 }).toBe('0 1 0');
  });
});
