import { describe, expect, it } from 'vitest';
import { createHostIo } from '../../src/collect/host-io.js';

const io = createHostIo();

describe('reading', () => {
  it('gives the text of a file, however often it is asked', () => {
    expect(io.readText('/proc/self/comm')).toEqual(io.readText('/proc/self/comm'));
    expect(io.readText('/proc/sys/kernel/ostype')).toEqual({ ok: true, value: 'Linux\n' });
  });
  it('says that a file is missing', () => {
    expect(io.readText('/nonexistent')).toMatchObject({ ok: false, why: 'missing' });
    expect(io.listDir('/nonexistent')).toMatchObject({ ok: false, why: 'missing' });
    expect(io.readLink('/proc/self/comm/x')).toMatchObject({ ok: false, why: 'missing' });
  });
  it('tells a failure of another kind from an absent file', () => {
    expect(io.readText('/proc')).toMatchObject({ ok: false, why: 'failed' });
  });
  it('leaves the depth of stack traces as it was', () => {
    const before = Error.stackTraceLimit;
    io.readText('/nonexistent');
    expect(Error.stackTraceLimit).toBe(before);
  });
});

describe('running a program', () => {
  it('gives its output, its complaints and its status', async () => {
    expect(await io.run('ls', ['/nonexistent'])).toMatchObject({ kind: 'exited', code: 2, stdout: '' });
    expect(await io.run('echo', ['a b', '$HOME;`id`'])).toEqual({
      kind: 'exited',
      code: 0,
      stdout: 'a b $HOME;`id`\n',
      stderr: '',
    });
  });
  it('says that it is not installed', async () => {
    expect(await io.run('no-such-program', [])).toEqual({ kind: 'missing' });
  });
  it('does not take a program from a directory that PATH names', async () => {
    const path = process.env.PATH;
    process.env.PATH = '/tmp';
    try {
      expect(await io.run('true', [])).toMatchObject({ kind: 'exited', code: 0 });
      expect(io.findProgram('true')).toMatch(/^\/(usr\/)?bin\/true$/);
    } finally {
      process.env.PATH = path;
    }
  });
  it('speaks C and UTC whatever the user speaks', async () => {
    const result = await io.run('env', []);
    const lines = result.kind === 'exited' ? result.stdout.trim().split('\n').sort() : [];
    expect(lines).toEqual([expect.stringMatching(/^LC_ALL=C$/), expect.stringMatching(/^PATH=/), 'TZ=UTC']);
  });
  it('ends it when its time is over', async () => {
    expect(await io.run('sleep', ['60'], { timeoutMs: 50 })).toEqual({ kind: 'timed-out', timeoutMs: 50 });
  });
});
