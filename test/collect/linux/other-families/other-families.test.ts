import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHostIo } from '../../../../src/collect/host-io.js';
import { collectLinux } from '../../../../src/collect/linux/collect.js';
import { parseVsock } from '../../../../src/collect/linux/sockets/other-families/read-vsock.js';
import { loadLibc } from '../../../../src/collect/linux/system/libc.js';
import { inspect } from '../../../../src/inspect.js';
import type { AuditedOtherSocket } from '../../../../src/model/audit.js';
import type { UnixAccess } from '../../../../src/model/other-socket.js';
import { requires } from '../../../support/requires.js';

const io = createHostIo();
const OWNER = 61_001;
const MEMBER = 61_002;
const STRANGER = 61_003;
const GROUP = 61_004;

/** Owner, mode of the socket's file; mode and group of its directory. */
const FILES = {
  open: { mode: 0o666, directory: 0o755 },
  grouped: { mode: 0o660, directory: 0o755 },
  own: { mode: 0o600, directory: 0o755 },
  readable: { mode: 0o644, directory: 0o755 },
  behind: { mode: 0o666, directory: 0o750 },
} as const;

requires({ root: true, platform: 'linux' })('sockets of other families', () => {
  const servers: Server[] = [];
  let directory: string;
  let packet: number;
  let sockets: readonly AuditedOtherSocket[];

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'listenscope-unix-'));
    chmodSync(directory, 0o755);
    const listen = async (path: string) => {
      const server = createServer();
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(path, resolve));
    };
    for (const [name, { mode, directory: above }] of Object.entries(FILES)) {
      mkdirSync(join(directory, name));
      await listen(pathOf(name));
      chownSync(pathOf(name), OWNER, GROUP);
      chmodSync(pathOf(name), mode);
      chownSync(join(directory, name), 0, GROUP);
      chmodSync(join(directory, name), above);
    }
    await listen(join(directory, 'two\nlines'));
    await listen(`\0${directory}`);
    const PF_PACKET = 17;
    const SOCK_RAW = 3;
    packet = loadLibc()?.socket(PF_PACKET, SOCK_RAW, 0x0300) ?? -1;
    const facts = await collectLinux(io, { otherFamilies: ['unix', 'packet'] });
    sockets = inspect(facts).otherSockets ?? [];
  });
  afterAll(() => {
    for (const server of servers) server.close();
    if (packet >= 0) loadLibc()?.close(packet);
    rmSync(directory, { recursive: true });
  });
  const pathOf = (name: string) => join(directory, name, 'a.sock');
  const at = (path: string) => sockets.find(({ socket }) => socket.family === 'unix' && socket.path === path);

  it.each(Object.keys(FILES))('let in whom the permissions of %s let in', (name) => {
    const { socket, processes } = at(pathOf(name)) ?? {};
    expect(processes?.map(({ pid }) => pid)).toEqual([process.pid]);
    const access = socket?.family === 'unix' ? socket.access : undefined;
    const people = [
      [OWNER, OWNER],
      [MEMBER, GROUP],
      [STRANGER, STRANGER],
    ] as const;
    expect(people.map(([uid, gid]) => isLetIn(access, uid, gid))).toEqual(
      people.map(([uid, gid]) => connects(pathOf(name), uid, gid)),
    );
  });

  it('have their names as they are, abstract ones and those of two lines', () => {
    expect(at(join(directory, 'two\nlines'))?.socket).toMatchObject({ type: 'stream' });
    // Node fills it with NULs.
    const abstract = sockets.find(
      ({ socket }) => socket.family === 'unix' && socket.abstract?.startsWith(directory),
    );
    expect(abstract?.explanation).toContain('Every process in this network namespace');
  });

  it('see every frame, as a packet socket without an interface does', () => {
    const own = sockets.filter(
      ({ socket, processes }) =>
        socket.family === 'packet' && processes.some(({ pid }) => pid === process.pid),
    );
    expect(own).toMatchObject([{ socket: { protocol: 3, device: undefined } }]);
    expect(own[0]?.explanation).toContain('every frame on every interface');
  });

  it('are in no answer that does not ask for them', async () => {
    const facts = await collectLinux(io);
    expect(inspect(facts).otherSockets).toBeUndefined();
  });
});

it('a socket of vsock waits at a context and a port', () => {
  // struct vsock_diag_msg: AF_VSOCK, SOCK_STREAM, TCP_LISTEN, any context, port 5000, inode 77.
  const message = Buffer.alloc(32);
  message.set([40, 1, 10, 0]);
  message.writeUInt32LE(2 ** 32 - 1, 4);
  message.writeUInt32LE(5000, 8);
  message.writeUInt32LE(77, 20);
  const found = { family: 'vsock', type: 'stream', cid: 2 ** 32 - 1, port: 5000, inode: 77 };
  expect(parseVsock(message)).toEqual(found);
  message.writeUInt8(1, 2);
  expect(parseVsock(message)).toBeUndefined();
});

function isLetIn(access: UnixAccess | undefined, uid: number, gid: number): boolean | undefined {
  if (access === undefined) return undefined;
  return access.everyone || access.users.includes(String(uid)) || access.groups.includes(String(gid));
}

/** Whether a process of such a user is let in by the kernel. */
function connects(path: string, uid: number, gid: number): boolean {
  const script = `require('node:net').connect(${JSON.stringify(path)}, () => process.exit(0)).on('error', () => process.exit(1))`;
  const { status } = spawnSync(process.execPath, ['-e', script], { uid, gid, cwd: '/', env: {} });
  return status === 0;
}
