import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { createHostIo } from '../../../src/collect/host-io.js';
import { createLinuxCollector } from '../../../src/collect/linux/collector.js';
import { createTaskFiles } from '../../../src/collect/linux/processes/bpf/task-files.js';
import { createDescriptorReader } from '../../../src/collect/linux/processes/read-descriptors.js';
import { loadLibc } from '../../../src/collect/linux/system/libc.js';
import { requires } from '../../support/requires.js';

const io = createHostIo();
const PROGRAM = fileURLToPath(new URL('../../support/thread-elsewhere.mjs', import.meta.url));
const started: ChildProcess[] = [];

interface Elsewhere {
  readonly pid: number;
  readonly thread: number;
  /** Of the namespace that the thread is in. */
  readonly id: string;
}

async function start(kind: 'thread' | 'headless'): Promise<Elsewhere> {
  const child = spawn(process.execPath, [PROGRAM, kind], { stdio: ['pipe', 'pipe', 'inherit'] });
  started.push(child);
  const [line] = await once(child.stdout, 'data');
  const [pid, thread, id = ''] = String(line).split(' ');
  return { pid: Number(pid), thread: Number(thread), id };
}

/** By an iterator of the kernel itself, as where there are many processes. */
function toldByKernel(pid: number): unknown {
  const libc = loadLibc();
  const files = libc && createTaskFiles(libc);
  const found: unknown[] = [];
  const told = files?.threads((of, one, inode) => of === pid && found.push([one, `net:[${inode}]`]));
  files?.close();
  return told === true ? found : undefined;
}

async function endAll(): Promise<void> {
  for (const child of started.splice(0)) {
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
  }
}

requires({ root: true, platform: 'linux' })('a network namespace that only a thread is in', () => {
  afterEach(endAll);

  it('is listed once, with the holder of what listens there, and is gone with the thread', async () => {
    const collector = createLinuxCollector(io, { namespaces: 'all' });
    const { pid, thread, id } = await start('thread');
    for (let reading = 0; reading < 2; reading++) {
      const { namespaces, processes } = await collector.collect();
      expect(namespaces.filter((each) => each.id === id)).toMatchObject([
        { pids: [thread], sockets: [{ port: 80, pids: [pid], pidsComplete: true }] },
      ]);
      expect(processes.find((each) => each.pid === pid)?.name).toBe('node');
    }
    await endAll();
    const { namespaces } = await collector.collect();
    expect(namespaces.filter((each) => each.id === id)).toEqual([]);
    collector.close();
  });

  it('is listed where the first thread of the process has ended, with the holder of what listens there', async () => {
    const collector = createLinuxCollector(io, { namespaces: 'all' });
    const { pid, id } = await start('headless');
    await expect.poll(() => io.readLink(`/proc/${pid}/ns/net`).ok).toBe(false);
    for (let reading = 0; reading < 2; reading++) {
      const { namespaces } = await collector.collect();
      expect(namespaces.filter((each) => each.id === id)).toMatchObject([
        { sockets: [{ port: 80, pids: [pid], pidsComplete: true }] },
      ]);
    }
    collector.close();
  });

  it('is told by each way of reading', async () => {
    const { pid, thread, id } = await start('thread');
    const told = (libc: ReturnType<typeof loadLibc>, way: 'each' | 'all') => {
      const reader = createDescriptorReader(io, libc);
      const found: unknown[] = [];
      const visitor = {
        descriptor() {},
        waiting() {},
        thread: (of: number, one: number, inode: number) => of === pid && found.push([one, `net:[${inode}]`]),
      };
      if (way === 'each') reader.each(pid, () => {}, visitor);
      else if (reader.all?.(() => {}, visitor) !== true) return undefined;
      reader.close?.();
      return found;
    };
    expect(told(loadLibc(), 'each')).toEqual([[thread, id]]);
    expect(told(undefined, 'each')).toEqual([[thread, id]]);
    // Not every kernel tells it at once.
    expect([[[thread, id]], undefined]).toContainEqual(told(loadLibc(), 'all'));
    expect([[[thread, id]], undefined]).toContainEqual(toldByKernel(pid));
  });
});
