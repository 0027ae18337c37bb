import { describe, expect, it } from 'vitest';
import type { HostIo, Result } from '../../../../src/collect/host-io.js';
import type { Netlink } from '../../../../src/collect/linux/netlink/netlink.js';
import { relayGaps } from '../../../../src/collect/linux/owners/relays/relay-gap.js';
import {
  createRelayReader,
  type RelayReader,
} from '../../../../src/collect/linux/owners/relays/relay-reader.js';

const LISTENERS = [
  { protocol: 'tcp', address: '127.0.0.1', port: 3000 },
  { protocol: 'tcp', address: '0.0.0.0', port: 443 },
] as const;
const PIDS = Array.from({ length: 10_000 }, (_, at) => at + 1);

/** Texts of /proc, of a host with that many processes, each of which is "worker" unless told otherwise. */
function hostWith(
  programs: Readonly<Record<number, string>>,
  sockets = 'inuse 9 orphan 0 tw 0 alloc 9 mem 0',
) {
  const reads: string[] = [];
  const texts: Record<string, string> = {
    '/proc/loadavg': '0.1 0.1 0.1 1/12345 9',
    '/proc/thread-self/net/sockstat': `TCP: ${sockets}\n`,
  };
  for (const [pid, command] of Object.entries(programs)) {
    texts[`/proc/${pid}/comm`] = `${command.split(' ')[0]}\n`;
    texts[`/proc/${pid}/cmdline`] = `${command.replaceAll(' ', '\0')}\0`;
  }
  const read = (path: string): Result<string> => {
    reads.push(path);
    const text = texts[path] ?? (path.endsWith('/comm') ? 'worker\n' : undefined);
    return text === undefined ? { ok: false, why: 'missing', detail: '' } : { ok: true, value: text };
  };
  const io = { readText: read, readLink: () => ({ ok: true, value: 'net:[1]' }) };
  return { io: io as unknown as HostIo, reads };
}

/** A kernel with these connections: struct inet_diag_msg. */
function kernelWith(...connections: readonly { inode: number; near: number; far: number }[]) {
  let dumps = 0;
  const netlink = {
    dump(_protocol: number, _type: number, request: Buffer) {
      dumps++;
      const ofFamily = request.readUInt8(0) === 2 ? connections : [];
      const messages = ofFamily.map(({ inode, near, far }) => {
        const payload = Buffer.alloc(72);
        payload.writeUInt8(2, 0);
        payload.writeUInt8(1, 1);
        payload.writeUInt16BE(near, 4);
        payload.writeUInt16BE(far, 6);
        payload.set([10, 0, 0, 9], 24);
        payload.writeUInt32LE(inode, 68);
        return { type: 20, payload };
      });
      return { ok: true, messages };
    },
  };
  return { netlink: netlink as unknown as Netlink, dumps: () => dumps };
}

it('among thousands of processes, one that is connected to where it is asked from is told by its command line', () => {
  const { io, reads } = hostWith({ 9000: 'ssh -N -R 9000:localhost:3000 bastion' });
  const { netlink } = kernelWith({ inode: 77, near: 40_000, far: 22 }, { inode: 78, near: 443, far: 50_000 });
  const reader = createRelayReader(io);
  expect(reader.begin(LISTENERS, netlink)).toEqual([77]);
  const found = reader.read(PIDS, [], (inode) => (inode === 77 ? [9000] : []));
  expect(found).toEqual([{ pid: 9000, port: 3000, seen: 'command-line' }]);
  expect(reads.filter((path) => path.endsWith('/comm'))).toEqual(['/proc/9000/comm']);
});

it('among thousands of processes, one that listens is told by its command line', () => {
  const { io } = hostWith({ 8000: 'socat TCP-LISTEN:80,fork TCP:127.0.0.1:3000' });
  const reader = createRelayReader(io);
  expect(reader.begin(LISTENERS, kernelWith().netlink)).toEqual([]);
  expect(reader.read(PIDS, [5, 8000], () => [])).toEqual([
    { pid: 8000, address: '127.0.0.1', port: 3000, seen: 'command-line' },
  ]);
});

describe('what is left out of a reading', () => {
  const limits = (
    pids: readonly number[],
    sockets: string,
    listeners: Parameters<RelayReader['begin']>[0],
  ) => {
    const { io } = hostWith({}, sockets);
    const asked = createRelayReader(io);
    asked.begin(listeners, kernelWith().netlink);
    asked.read(pids, [], () => []);
    return asked.limits();
  };
  const few = 'inuse 5000 orphan 0 tw 0 alloc 200000 mem 0';

  it('is nothing as far as the limits go', () => {
    expect(limits(PIDS.slice(0, 2000), few, LISTENERS)).toEqual([]);
  });

  it('is what is beyond them', () => {
    expect(limits(PIDS.slice(0, 2001), few, LISTENERS)).toEqual(['processes']);
    expect(limits([4], few.replace('5000', '5001'), LISTENERS)).toEqual(['connections']);
    expect(limits([4], few.replace('200000', '200001'), LISTENERS)).toEqual(['connections']);
  });

  it('is nothing where nothing listens that others could hand on to, or the sockets are not counted', () => {
    const toAll = [{ protocol: 'tcp', address: '0.0.0.0', port: 443 }] as const;
    expect(limits(PIDS, few.replace('5000', '5001'), toAll)).toEqual([]);
    expect(limits([4], '', LISTENERS)).toEqual([]);
  });

  it('is told once, with what would tell more', () => {
    expect(relayGaps([])).toEqual([]);
    const gaps = relayGaps(['connections', 'processes', 'connections']);
    expect(gaps).toMatchObject([
      { code: 'relays-partly-sought', remedy: expect.stringContaining('ss -tnp') },
    ]);
    expect(gaps[0]?.detail).toMatch(/2,000 processes .*5,000 sockets/);
  });
});

it('the kernel is asked again for connections after ten seconds, and at once where other ports are listened on', () => {
  let time = 1000;
  const { io } = hostWith({});
  const { netlink, dumps } = kernelWith();
  const reader = createRelayReader(io, () => time);
  const asks = (listeners: Parameters<typeof reader.begin>[0]) => {
    const before = dumps();
    reader.begin(listeners, netlink);
    return dumps() > before;
  };
  expect(asks(LISTENERS)).toBe(true);
  time += 9999;
  expect(asks(LISTENERS)).toBe(false);
  time += 1;
  expect(asks(LISTENERS)).toBe(true);
  expect(asks([{ protocol: 'tcp', address: '127.0.0.1', port: 3001 }])).toBe(true);
});

it('the name of a process is asked again after ten seconds', () => {
  let time = 1000;
  const { io, reads } = hostWith({ 4: 'nginx' });
  const reader = createRelayReader(io, () => time);
  const asks = () => {
    const before = reads.length;
    reader.begin(LISTENERS, kernelWith().netlink);
    reader.read([4], [], () => []);
    return reads.slice(before).includes('/proc/4/comm');
  };
  expect(asks()).toBe(true);
  time += 9999;
  expect(asks()).toBe(false);
  time += 1;
  expect(asks()).toBe(true);
});
