import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { requires } from '../support/requires.js';

const run = promisify(execFile);
const CLI = resolve('dist/cli.cjs');

requires({ root: true, platform: 'linux', tools: ['unshare', 'ip', 'nft'] })('as root', () => {
  it('programs that somebody put into PATH are not run', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'listenscope-planted-'));
    const ran = join(folder, 'ran');
    try {
      for (const name of ['nft', 'ss', 'ip', 'iptables-save', 'iptables-legacy-save', 'ipset', 'bpftool']) {
        writeFileSync(join(folder, name), `#!/bin/sh\necho ${name} >> ${ran}\n`);
        chmodSync(join(folder, name), 0o755);
      }
      // The rules are there to be read, so that the real nft has to be.
      const script = `/usr/sbin/nft add table inet x && PATH=${folder}:$PATH && exec ${process.execPath} ${CLI} --json --netns current`;
      const { stdout } = await run('unshare', ['-n', 'sh', '-c', script]);
      expect(JSON.parse(stdout).gaps).toEqual([]);
      expect(existsSync(ran)).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('/proc that shows nothing is a gap, and no error', async () => {
    const script = `ip link set lo up; mount -t tmpfs none /proc && exec ${process.execPath} ${CLI} --json`;
    const { stdout, stderr } = await run('unshare', ['-mn', 'sh', '-c', script]);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ complete: false });
  });
});
