import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createPortableIo } from '../../../src/collect/portable/portable-io.js';
import { requires } from '../../support/requires.js';

requires({ platform: 'linux' })('the portable collector on Linux', () => {
  it('starts no program to tell which system this is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'listenscope-'));
    const started = join(folder, 'started');
    for (const name of ['cat', 'dmesg', 'hostname', 'which']) {
      writeFileSync(join(folder, name), `#!/bin/sh\necho ${name} >> ${started}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    const { PATH } = process.env;
    try {
      process.env.PATH = `${folder}:${PATH}`;
      const name = await createPortableIo().osName();
      expect(name).not.toBe('');
      expect(readFileSync('/etc/os-release', 'utf8')).toContain(name);
      expect(existsSync(started)).toBe(false);
    } finally {
      process.env.PATH = PATH;
      rmSync(folder, { recursive: true });
    }
  });
});
