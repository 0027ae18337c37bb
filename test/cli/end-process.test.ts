import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { endProcess } from '../../src/cli/end-process.js';
import { createHostIo } from '../../src/collect/host-io.js';
import { createProcessReader } from '../../src/collect/linux/owners/read-process.js';
import { requires } from '../support/requires.js';

const known = (pid: number) => createProcessReader(createHostIo()).read(pid);

requires({ platform: 'linux' })('ending a process', () => {
  it('sends SIGTERM to the one that was shown', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    await once(child, 'spawn');
    const shown = known(child.pid ?? 0);
    expect(shown).toBeDefined();
    if (shown === undefined) return;
    expect(() => endProcess({ ...shown, startedAt: '2001-01-01T00:00:00.000Z' })).toThrow(
      'another process by now',
    );
    expect(child.exitCode).toBeNull();
    const ended = once(child, 'exit');
    endProcess(shown);
    expect(await ended).toEqual([null, 'SIGTERM']);
    expect(() => endProcess(shown)).toThrow(/has ended already|another process by now/);
  });

  it('never is for pid 1, nor for this process', () => {
    expect(() => endProcess({ pid: 1, name: 'init', command: [] })).toThrow('not to be ended');
    expect(() => endProcess({ pid: process.pid, name: 'self', command: [] })).toThrow('not to be ended');
  });
});

describe('the start time of a process', () => {
  it('is the same each time it is read', () => {
    expect(known(process.pid)?.startedAt).toBe(known(process.pid)?.startedAt);
  });
});
