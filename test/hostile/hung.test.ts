import { execFile } from 'node:child_process';
import { readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { createHostIo } from '../../src/collect/host-io.js';
import { DROP_COPIED_NAMESPACES } from '../support/drop-copied-namespaces.js';
import { requires } from '../support/requires.js';

const run = promisify(execFile);
const CLI = resolve('dist/cli.cjs');
const FREEZER = '/sys/fs/cgroup/freezer';

requires({ root: true, platform: 'linux', tools: ['unshare', 'mount'] })('what hangs', () => {
  it('is not waited for at the socket of a container runtime, and a gap tells of it', async () => {
    const listen = `require('net').createServer(() => {}).listen('/run/docker.sock', () => {
      const { spawnSync } = require('child_process');
      const { stdout } = spawnSync(process.execPath, [${JSON.stringify(CLI)}, '--json']);
      process.stdout.write(stdout, () => process.exit());
    })`;
    const script = `${DROP_COPIED_NAMESPACES}; mount -t tmpfs none /run && exec ${process.execPath} -e "$1"`;
    const begin = performance.now();
    const { stdout } = await run('unshare', [
      '-mnpf',
      '--kill-child',
      '--mount-proc',
      'sh',
      '-c',
      script,
      'sh',
      listen,
    ]);
    expect(performance.now() - begin).toBeLessThan(15_000);
    const { complete, containers, gaps } = JSON.parse(stdout);
    expect({ complete, containers }).toEqual({ complete: false, containers: null });
    expect(gaps).toMatchObject([{ code: 'containers-unreadable', subject: 'docker' }]);
    expect(gaps[0].detail).toContain('/run/docker.sock: it did not answer within');
  });
});

requires({ root: true, platform: 'linux', paths: [`${FREEZER}/tasks`] })(
  'a program that not even SIGKILL ends',
  () => {
    it('is left behind', async () => {
      const group = `${FREEZER}/listenscope-${process.pid}`;
      const freeze = `mkdir ${group}; echo $$ > ${group}/tasks; echo FROZEN > ${group}/freezer.state; exec true`;
      try {
        expect(await createHostIo().run('sh', ['-c', freeze], { timeoutMs: 300 })).toEqual({
          kind: 'timed-out',
          timeoutMs: 300,
        });
        expect(readFileSync(`${group}/tasks`, 'utf8')).not.toBe('');
      } finally {
        writeFileSync(`${group}/freezer.state`, 'THAWED');
        await expect.poll(() => readFileSync(`${group}/tasks`, 'utf8')).toBe('');
        rmdirSync(group);
      }
    });
  },
);
