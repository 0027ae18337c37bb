import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { addNetworkNamespace, type NetworkNamespace } from '../support/network-namespace.js';
import { openSockets } from '../support/open-sockets.js';
import { requires } from '../support/requires.js';

interface Line {
  readonly kind: string;
  readonly id: string;
  readonly exposure_before: string | null;
  readonly exposure_after: string | null;
  readonly causes: readonly { readonly code: string; readonly [member: string]: unknown }[];
}

/** Collects lines, and hands out the first that has not been handed out and is as wanted. */
function lineReader(stream: Readable) {
  const lines: string[] = [];
  let wake = () => {};
  createInterface(stream).on('line', (line) => {
    lines.push(line);
    wake();
  });
  return async (wanted: (line: string) => boolean): Promise<string> => {
    for (;;) {
      const at = lines.findIndex(wanted);
      if (at >= 0) return lines.splice(at, 1)[0] ?? '';
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
}

requires({ root: true, platform: 'linux', tools: ['ip', 'nft', 'nsenter'] })('watch --json', () => {
  let namespace: NetworkNamespace;
  const running: ChildProcess[] = [];
  beforeAll(() => {
    namespace = addNetworkNamespace();
    namespace.ip(`link add lan0 type veth peer name peer0
      addr add 10.77.0.1/24 dev lan0
      link set lan0 up
      link set peer0 up`);
  });
  afterEach(async () => {
    for (const child of running.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'close');
    }
  });
  afterAll(() => namespace.remove());

  /** The built command in the namespace, once it has told that it watches. */
  async function start(interval: string, stdout: 'pipe' | number = 'pipe') {
    const args = ['watch', '--json', '--netns', 'current', '--interval', interval];
    const child = spawn(
      'nsenter',
      [`--net=/run/netns/${namespace.name}`, process.execPath, 'dist/cli.cjs', ...args],
      {
        stdio: ['ignore', stdout, 'pipe'],
      },
    );
    running.push(child);
    const told = lineReader(child.stderr as Readable);
    await told((line) => line.includes('watching'));
    const read = child.stdout === null ? undefined : lineReader(child.stdout);
    const next = async (kind: string): Promise<Line> =>
      JSON.parse((await read?.((line) => JSON.parse(line).kind === kind)) ?? 'null');
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    return { child, told, next, ended };
  }

  it('tells what opens and closes, and ends when it is told to', async () => {
    const { next, child, ended } = await start('0.3');
    const first = await openSockets(['tcp:127.0.0.1:6379'], { namespace: namespace.name });
    expect(await next('opened')).toMatchObject({
      id: 'tcp/127.0.0.1:6379',
      exposure_before: null,
      exposure_after: 'this-host',
      causes: [{ code: 'process' }],
    });
    await first.close();
    expect(await next('closed')).toMatchObject({ id: 'tcp/127.0.0.1:6379', exposure_after: null });
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('hears of addresses and rules from the kernel, long before its interval ends', async () => {
    const service = await openSockets(['tcp:0.0.0.0:5432'], { namespace: namespace.name });
    const { next, child, ended } = await start('3600');
    namespace.ip('addr add 10.78.0.1/24 dev lan0');
    expect(await next('widened')).toMatchObject({
      id: 'tcp/0.0.0.0:5432',
      causes: expect.arrayContaining([
        expect.objectContaining({ code: 'address', address: '10.78.0.1', before: false, after: true }),
      ]),
    });
    const nft = (text: string) =>
      execFileSync('ip', ['netns', 'exec', namespace.name, 'nft', '-f', '-'], { input: text });
    nft('table inet filter {\n chain input {\n type filter hook input priority 0; policy drop;\n }\n}\n');
    expect(await next('narrowed')).toMatchObject({
      exposure_after: 'none',
      causes: expect.arrayContaining([expect.objectContaining({ code: 'policy', after: 'drop' })]),
    });
    nft('add rule inet filter input tcp dport 5432 accept\n');
    expect(await next('widened')).toMatchObject({
      causes: expect.arrayContaining([
        expect.objectContaining({
          code: 'rule',
          before: null,
          after: expect.objectContaining({ text: 'tcp dport 5432 accept' }),
        }),
      ]),
    });
    nft('flush ruleset\n');
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    await service.close();
  });

  it('tells a service that was bound elsewhere between two looks as one that widened', async () => {
    const before = await openSockets(['tcp:127.0.0.1:6380'], { namespace: namespace.name });
    const { next } = await start('3600');
    await before.close();
    const after = await openSockets(['tcp:0.0.0.0:6380'], { namespace: namespace.name });
    // Something to hear of.
    namespace.ip('link set peer0 alias changed');
    expect(await next('widened')).toMatchObject({
      id: 'tcp/0.0.0.0:6380',
      ids_before: ['tcp/127.0.0.1:6380'],
      exposure_before: 'this-host',
      causes: [{ code: 'bind', before: ['127.0.0.1'], after: ['0.0.0.0'] }],
    });
    await after.close();
  });

  it('ends quietly once nobody reads any more, also while nothing changes', async () => {
    const { child, ended } = await start('3600');
    child.stdout?.destroy();
    expect(await ended).toBe(0);
  });

  it('goes on with a full disk, and says so', async () => {
    const full = openSync('/dev/full', 'w');
    const { child, told, ended } = await start('0.3', full);
    closeSync(full);
    const service = await openSockets(['tcp:127.0.0.1:7070'], { namespace: namespace.name });
    expect(await told((line) => line.includes('stdout takes nothing'))).toMatch(/ENOSPC.*kept/);
    await service.close();
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});

it('an interval that is none is told', () => {
  expect(() =>
    execFileSync(process.execPath, ['dist/cli.cjs', 'watch', '--interval', 'soon'], { stdio: 'pipe' }),
  ).toThrow(/--interval cannot be "soon"/);
});
