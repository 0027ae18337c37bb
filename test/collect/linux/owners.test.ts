import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { classifyListeners } from '../../../src/classify/listeners.js';
import { createHostIo, type HostIo } from '../../../src/collect/host-io.js';
import { collectLinux } from '../../../src/collect/linux/collect.js';
import { createOwnerIndex } from '../../../src/collect/linux/owners/owner-index.js';
import { createDescriptorReader } from '../../../src/collect/linux/processes/read-descriptors.js';
import { kernelPorts, readKernelServices } from '../../../src/collect/linux/sockets/read-kernel-ports.js';
import { createTunnelPorts } from '../../../src/collect/linux/sockets/read-tunnel-ports.js';
import { loadLibc } from '../../../src/collect/linux/system/libc.js';
import { findTool } from '../../support/find-tool.js';
import { addNetworkNamespace, type NetworkNamespace } from '../../support/network-namespace.js';
import { type OpenSockets, openSockets } from '../../support/open-sockets.js';
import { requires } from '../../support/requires.js';

const io = createHostIo();
const HOSTILE = '\u001b[31mre\\d\n)';

requires({ root: true, platform: 'linux', tools: ['ip', 'cat'] })('the processes that hold a socket', () => {
  let namespace: NetworkNamespace;
  let directory: string;
  let open: OpenSockets;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'listenscope-owners-'));
    const program = join(directory, HOSTILE);
    copyFileSync(findTool('cat') ?? '', program);
    namespace = addNetworkNamespace();
    open = await openSockets([`tcp:0.0.0.0:80,heir=${program}`], { namespace: namespace.name });
  });
  afterAll(async () => {
    await open?.close();
    namespace?.remove();
    rmSync(directory, { recursive: true });
  });
  const inode = () => open.sockets[0]?.inode ?? 0;
  const holders = () => [open.pid, open.sockets[0]?.heir ?? 0].sort((a, b) => a - b);

  it('are all found, with libc and without', async () => {
    for (const libc of [loadLibc(), undefined]) {
      const index = createOwnerIndex(createDescriptorReader(io, libc));
      await index.update(new Set([inode()]));
      expect(index.pidsOf(inode())).toEqual(holders());
      expect(index.isComplete()).toBe(true);
    }
  });

  it('may have a name with escape codes, backslashes, newlines and brackets', async () => {
    const { processes } = await namespace.enter(() => collectLinux(io));
    expect(processes.map(({ pid }) => pid)).toEqual(holders());
    expect(processes.find(({ pid }) => pid === open.sockets[0]?.heir)).toMatchObject({
      name: HOSTILE,
      command: [join(directory, HOSTILE)],
      uid: 0,
      user: 'root',
    });
  });

  it('are not seen by another user, which is a gap', async () => {
    const facts = await namespace.enter(async () => {
      process.seteuid?.(65534);
      try {
        return await collectLinux(createHostIo());
      } finally {
        process.seteuid?.(0);
      }
    });
    expect(facts.host.uid).toBe(65534);
    expect(facts.namespaces[0]?.sockets).toMatchObject([{ port: 80, pids: [], pidsComplete: false }]);
    expect(facts.gaps).toContainEqual(
      expect.objectContaining({
        code: 'owners-unreadable',
        remedy: 'run as root, or with CAP_DAC_READ_SEARCH and CAP_SYS_PTRACE',
      }),
    );
  });

  it('are none for the NFS server of the kernel', async () => {
    const withNfs: HostIo = {
      ...io,
      readText: (path, enough) =>
        path === '/proc/fs/nfsd/portlist'
          ? { ok: true, value: 'tcp 2049\nudp 2049\n' }
          : io.readText(path, enough),
    };
    const ports = kernelPorts(readKernelServices(withNfs), [], createTunnelPorts([])('net:[1]'));
    expect(ports.useOf('tcp', 2049)).toEqual({ subsystem: 'nfsd' });
    expect(ports.useOf('tcp', 20)).toBeUndefined();
    expect(ports.useOf('udp', 2049)).toEqual({ subsystem: 'nfsd' });
    // A process may well have the port where the kernel's server is not running in this namespace.
    const nfs = await openSockets(['tcp:0.0.0.0:2049'], { namespace: namespace.name });
    const facts = await namespace.enter(() => collectLinux(withNfs));
    await nfs.close();
    const found = facts.namespaces[0]?.sockets.filter(({ port }) => port === 2049);
    expect(found).toMatchObject([{ pids: [nfs.pid], kernelOwned: undefined }]);
  });

  it('are none for a tunnel of the kernel', async () => {
    namespace.ip('link add vx0 type vxlan id 5 dstport 4790 local 127.0.0.1');
    namespace.ip('link set vx0 up');
    const facts = await namespace.enter(() => collectLinux(io));
    namespace.ip('link delete vx0');
    const found = facts.namespaces[0]?.sockets.filter(({ port }) => port === 4790);
    expect(found).toMatchObject([
      {
        protocol: 'udp',
        pids: [],
        pidsComplete: true,
        kernelOwned: true,
        kernelUse: { subsystem: 'vxlan', interface: 'vx0' },
      },
    ]);
    expect(facts.gaps).toEqual([]);
    const [listener] = classifyListeners(facts).filter(({ port }) => port === 4790);
    expect(listener?.owner).toMatchObject({ kind: 'kernel', use: { interface: 'vx0' } });
  });
});
