import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { createHostIo, type HostIo } from '../../../src/collect/host-io.js';
import { createProcessReader } from '../../../src/collect/linux/owners/read-process.js';
import { requires } from '../../support/requires.js';

requires({ platform: 'linux', tools: ['bash'] })('a process', () => {
  it.each([
    ['own-title', 'own-title'],
    ['MainThread', 'bash'],
    ['exe', 'bash'],
  ])('that calls itself %s is named %s', async (comm, name) => {
    const child = spawn('bash', ['-c', `printf ${comm} > /proc/$$/comm; echo; read`]);
    try {
      await once(child.stdout, 'data');
      expect(createProcessReader(createHostIo()).read(child.pid ?? 0)?.name).toBe(name);
    } finally {
      child.kill();
    }
  });

  it('whose program may not be seen is named by what it was started as', async () => {
    const host = createHostIo();
    const io: HostIo = {
      ...host,
      readLink: (path) =>
        path.endsWith('/exe') ? { ok: false, why: 'denied', detail: 'EACCES' } : host.readLink(path),
    };
    const child = spawn('bash', ['-c', 'printf MainThread > /proc/$$/comm; echo; read'], {
      argv0: '/opt/node/bin/node',
    });
    try {
      await once(child.stdout, 'data');
      expect(createProcessReader(io).read(child.pid ?? 0)?.name).toBe('node');
    } finally {
      child.kill();
    }
  });
});
