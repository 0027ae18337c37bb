import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHostIo } from '../../../../src/collect/host-io.js';
import { createOwnerIndex } from '../../../../src/collect/linux/owners/owner-index.js';
import { parseTaskFileLayout } from '../../../../src/collect/linux/processes/bpf/task-file-layout.js';
import { createDescriptorReader } from '../../../../src/collect/linux/processes/read-descriptors.js';
import { loadLibc } from '../../../../src/collect/linux/system/libc.js';
import { requires } from '../../../support/requires.js';

const libc = loadLibc();

requires({ root: true, platform: 'linux', paths: ['/sys/kernel/btf/vmlinux'] })(
  'the kernel asked for all open files at once',
  () => {
    const servers: Server[] = [];
    const reader = createDescriptorReader(createHostIo(), libc);

    beforeAll(async () => {
      for (let i = 0; i < 300; i++)
        servers.push(
          await new Promise<Server>((resolve) => {
            const server = createServer();
            server.listen(0, '127.0.0.1', () => resolve(server));
          }),
        );
    });
    afterAll(() => {
      for (const server of servers) server.close();
      reader.close?.();
    });

    it('names the same sockets of a process as the walk over /proc does', () => {
      const walked: string[] = [];
      reader.each(process.pid, (fd, inode) => walked.push(`${fd} ${inode}`));
      const told: string[] = [];
      expect(reader.all?.((pid, fd, inode) => pid === process.pid && told.push(`${fd} ${inode}`))).toBe(true);
      expect(walked.length).toBeGreaterThanOrEqual(300);
      expect(told.toSorted()).toEqual(walked.toSorted());
    });

    it('names every process that the walk names as a holder', async () => {
      const inodes = new Set<number>();
      reader.each(process.pid, (_fd, inode) => inodes.add(inode));
      const byWalk = createOwnerIndex({ ...reader, all: undefined });
      // A walk that asks the kernel from the first process on.
      const byKernel = createOwnerIndex({
        ...reader,
        each(...which) {
          wait();
          return reader.each(...which);
        },
      });
      await byWalk.update(inodes);
      await byKernel.update(inodes);
      for (const inode of inodes) expect(byKernel.pidsOf(inode)).toEqual(byWalk.pidsOf(inode));
    });
  },
);

/** Longer than a walk is given before the kernel is asked. */
function wait(): void {
  for (const end = performance.now() + 13; performance.now() < end; );
}

it('type information that is cut off or of another kind gives no layout', () => {
  expect(parseTaskFileLayout(Buffer.alloc(0))).toBeUndefined();
  expect(parseTaskFileLayout(Buffer.alloc(4096))).toBeUndefined();
  const header = Buffer.alloc(24);
  header.writeUInt16LE(0xeb9f, 0);
  header.writeUInt32LE(24, 4);
  header.writeUInt32LE(4_000_000_000, 12);
  expect(parseTaskFileLayout(header)).toBeUndefined();
});
