import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHostIo, type HostIo } from '../../../src/collect/host-io.js';
import { collectLinux } from '../../../src/collect/linux/collect.js';
import type { SocketSource } from '../../../src/collect/linux/sockets/read-sockets.js';
import { createLinuxIo } from '../../../src/collect/linux/system/linux-io.js';
import type { Facts, Socket } from '../../../src/model/facts.js';
import { addNetworkNamespace, type NetworkNamespace } from '../../support/network-namespace.js';
import { type OpenSockets, openSockets } from '../../support/open-sockets.js';
import { requires } from '../../support/requires.js';
import { KNOWN_SOCKETS, NO_LISTENERS } from './known-sockets.js';

const io = createHostIo();

requires({ root: true, platform: 'linux', tools: ['ip', 'ss'] })('24 known sockets', () => {
  let namespace: NetworkNamespace;
  let open: OpenSockets;

  beforeAll(async () => {
    namespace = addNetworkNamespace();
    namespace.ip(`
      link add eth0 type veth peer name peer0
      addr add 10.1.0.1/24 broadcast + dev eth0
      addr add fe80::1/64 dev eth0 nodad
      addr add 203.0.113.5/32 dev lo
      link set eth0 up
      link set peer0 up
    `);
    open = await openSockets([...Object.keys(KNOWN_SOCKETS), ...NO_LISTENERS], { namespace: namespace.name });
    expect(open.sockets.filter(({ error }) => error !== undefined)).toEqual([]);
  });
  afterAll(async () => {
    await open?.close();
    namespace?.remove();
  });

  const collect = (sources: readonly SocketSource[], from: HostIo = io) =>
    namespace.enter(() => collectLinux(from, { sources }));

  /** Each expected socket with its inode and holder, as far as `known` says that the source can tell. */
  const expected = (known: (socket: Partial<Socket>) => Partial<Socket>) =>
    Object.entries(KNOWN_SOCKETS).map(([spec, told]) => ({
      ...known(told),
      inode: open.sockets.find((one) => one.spec === spec)?.inode,
      pids: [open.pid],
      pidsComplete: true,
    }));

  it('are listed exactly by sock_diag, every field right', async () => {
    // A kernel without raw_diag has its raw sockets in /proc/net only.
    const facts = await collect(['netlink', 'proc']);
    expect(told(facts)).toEqual(
      sorted(expected((socket) => ({ ...socket, deviceKnown: true, multicastAll: hearsAll(socket) }))),
    );
    expect(facts.gaps).toEqual([]);
  });

  it('are listed exactly from another namespace, and by the files of /proc read through libc', async () => {
    const facts = await collectLinux(createLinuxIo(), { sources: ['netlink', 'proc'], namespaces: 'all' });
    const there = facts.namespaces.filter(({ name }) => name === namespace.name);
    expect(told({ ...facts, namespaces: there })).toEqual(
      sorted(expected((socket) => ({ ...socket, deviceKnown: true, multicastAll: hearsAll(socket) }))),
    );
  });

  it('are listed exactly by ss, which does not show IP_TRANSPARENT', async () => {
    const facts = await collect(['ss', 'proc']);
    const known = (socket: Partial<Socket>) => ({ ...socket, deviceKnown: true, transparent: undefined });
    expect(told(facts)).toEqual(sorted(expected(known)));
    expect(facts.gaps).toEqual([]);
  });

  it('are listed by /proc/net without devices and v6only, and two gaps say so', async () => {
    const facts = await collect(['proc']);
    const known = (socket: Partial<Socket>) => ({
      ...socket,
      device: undefined,
      deviceKnown: false,
      transparent: undefined,
      v6only: socket.address === '::' ? undefined : socket.v6only,
    });
    expect(told(facts)).toEqual(sorted(expected(known)));
    expect(facts.gaps.map(({ code, subject }) => `${code}: ${subject}`)).toEqual([
      'socket-details-unknown: bound devices of tcp, udp sockets',
      'socket-details-unknown: IPV6_V6ONLY of tcp, udp sockets',
    ]);
  });

  it('fall back to /proc/net where ss is not installed', async () => {
    const withoutSs: HostIo = { ...io, run: async () => ({ kind: 'missing' }) };
    const facts = await collect(['ss', 'proc'], withoutSs);
    expect(told(facts)).toHaveLength(24);
    expect(facts.gaps.map(({ code }) => code)).toContain('socket-details-unknown');
  });

  it('are no empty list when nothing can list them', async () => {
    const blind: HostIo = { ...io, run: async () => ({ kind: 'missing' }) };
    const facts = await collect(['ss'], blind);
    expect(facts.gaps).toMatchObject([{ code: 'sockets-unreadable' }]);
  });

  it('are held by a process whose name, user, command and start are told', async () => {
    const { processes } = await collect(['netlink']);
    const command = [
      process.execPath,
      expect.stringMatching(/sockets\.mjs$/),
      ...Object.keys(KNOWN_SOCKETS),
      ...NO_LISTENERS,
    ];
    // Since version 24 Node calls its main thread so, and the process with it.
    const name = expect.stringMatching(/^(node|MainThread)$/);
    expect(processes).toMatchObject([{ pid: open.pid, name, uid: 0, user: 'root', command }]);
    const started = Date.parse(processes[0]?.startedAt ?? '');
    expect(Math.abs(Date.now() - started)).toBeLessThan(60_000);
  });

  it('stay alone when connections are established', async () => {
    const client = 'tcp:127.0.0.1:0,bound,connect=127.0.0.1:8200';
    const pair = await openSockets(['tcp:127.0.0.1:8200', client], { namespace: namespace.name });
    for (const sources of [['netlink'], ['ss', 'proc'], ['proc']] as const) {
      const facts = await collect(sources);
      const sockets = facts.namespaces[0]?.sockets ?? [];
      expect(sockets).toHaveLength(25);
      expect(sockets.filter(({ port }) => port === 8200)).toMatchObject([{ queue: { waiting: 1 } }]);
    }
    await pair.close();
  });
});

/** IP_MULTICAST_ALL as Linux sets it in a new datagram socket. */
function hearsAll({ protocol, family }: Partial<Socket>): boolean | undefined {
  return protocol === 'udp' || protocol === 'udplite' ? family === 'ipv4' : undefined;
}

function told(facts: Facts): Partial<Socket>[] {
  const sockets = facts.namespaces[0]?.sockets ?? [];
  return sorted(sockets.map(({ queue: _queue, cgroup: _cgroup, ...rest }) => rest));
}

function sorted(sockets: readonly Partial<Socket>[]): Partial<Socket>[] {
  return [...sockets].sort((a, b) => (a.port ?? 0) - (b.port ?? 0));
}
