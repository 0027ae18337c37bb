import type { Protocol } from '../../model/facts.js';
import type { Gap } from '../../model/gap.js';
import type { HostIo } from '../host-io.js';
import type { ListedSocket } from './listed-socket.js';
import type { Netlink } from './netlink.js';
import type { DiagSocket } from './parse-inet-diag.js';
import { isPastListening, parseProcNet } from './parse-proc-net.js';
import { parseSs } from './parse-ss.js';
import { readInetDiag } from './read-inet-diag.js';
import { socketGaps } from './socket-gaps.js';

/** The ways to list sockets, best first. */
export type SocketSource = 'netlink' | 'ss' | 'proc';
export const SOCKET_SOURCES: readonly SocketSource[] = ['netlink', 'ss', 'proc'];

/** What the kernel tells of sockets as numbers only. */
export interface SocketNames {
  deviceOf(index: number): string | undefined;
  cgroupOf(id: number): string | undefined;
}

export interface SocketListing {
  readonly sockets: readonly ListedSocket[];
  readonly gaps: readonly Gap[];
}

/** /proc of this thread, not of this process: a thread may be in another network namespace. */
export const PROC_NET = '/proc/thread-self/net';

/** What /proc/net/protocols calls each protocol, the file that lists its sockets, and the option of ss. */
const PROTOCOLS: Readonly<
  Record<Protocol, { readonly name: string; readonly file: string; readonly ss?: string }>
> = {
  tcp: { name: 'TCP', file: 'tcp', ss: '-t' },
  udp: { name: 'UDP', file: 'udp', ss: '-u' },
  udplite: { name: 'UDP-Lite', file: 'udplite' },
  sctp: { name: 'SCTP', file: 'sctp', ss: '-S' },
  dccp: { name: 'DCCP', file: 'dccp', ss: '-d' },
  raw: { name: 'RAW', file: 'raw' },
};
const PROTOCOL_NAMES = Object.keys(PROTOCOLS) as readonly Protocol[];

/**
 * The sockets of this thread's network namespace that wait for others, each protocol from the first of `sources` that has it.
 */
export async function readSockets(
  io: HostIo,
  netlink: Netlink | undefined,
  names: SocketNames,
  sources: readonly SocketSource[] = SOCKET_SOURCES,
): Promise<SocketListing> {
  const listed = new Map<Protocol, readonly ListedSocket[]>();
  const wanted = protocolsOf(io);
  const asksKernel = sources.includes('netlink') && netlink !== undefined;
  for (const source of sources) {
    const missing = wanted.filter((protocol) => !listed.has(protocol));
    if (missing.length === 0) break;
    if (source === 'netlink' && netlink !== undefined) askKernel(netlink, missing, names, listed);
    // What the kernel did not tell us over netlink it does not tell ss either.
    else if (source === 'ss' && !asksKernel) await askSs(io, missing, listed);
    else if (source === 'proc') askProc(io, missing, listed);
  }
  const sockets = [...listed.values()].flat();
  const unlisted = wanted.filter((protocol) => !listed.has(protocol));
  return { sockets, gaps: socketGaps(sockets, unlisted, asksKernel) };
}

/** The protocols that this kernel has now. To ask sock_diag(7) for another would load its module. */
function protocolsOf(io: HostIo): readonly Protocol[] {
  const text = io.readText(`${PROC_NET}/protocols`);
  if (!text.ok) return ['tcp', 'udp'];
  const present = new Set(text.value.split('\n').map((line) => line.split(' ', 1)[0]));
  return PROTOCOL_NAMES.filter((protocol) => present.has(PROTOCOLS[protocol].name));
}

function askKernel(
  netlink: Netlink,
  protocols: readonly Protocol[],
  names: SocketNames,
  listed: Map<Protocol, readonly ListedSocket[]>,
): void {
  for (const protocol of protocols) {
    const found = readInetDiag(netlink, protocol);
    if (found !== undefined)
      listed.set(
        protocol,
        found.map((socket) => fromDiag(protocol, socket, names)),
      );
  }
}

function fromDiag(protocol: Protocol, socket: DiagSocket, names: SocketNames): ListedSocket {
  const { family, address, port, deviceIndex, v6only, transparent, uid, inode, waiting, limit, cgroupId } =
    socket;
  // A device that is gone keeps its index; iproute2 calls it the same.
  const device = deviceIndex === 0 ? undefined : (names.deviceOf(deviceIndex) ?? `if${deviceIndex}`);
  const cgroup = cgroupId === undefined ? undefined : names.cgroupOf(cgroupId);
  const queue = { waiting, limit: protocol === 'tcp' || protocol === 'sctp' ? limit : undefined };
  return {
    protocol,
    family,
    address,
    port,
    device,
    deviceKnown: true,
    v6only,
    transparent,
    uid,
    inode,
    cgroup,
    queue,
  };
}

async function askSs(
  io: HostIo,
  protocols: readonly Protocol[],
  listed: Map<Protocol, readonly ListedSocket[]>,
): Promise<void> {
  // With one protocol alone ss leaves out the column that names it.
  const askable = protocols.filter((protocol) => PROTOCOLS[protocol].ss !== undefined);
  const options = new Set(['-t', '-u', ...askable.flatMap((protocol) => PROTOCOLS[protocol].ss ?? [])]);
  if (askable.length === 0) return;
  const [v4, v6] = await Promise.all([
    io.run('ss', ['-H', '-4', ...options, '-l', '-n', '-O', '-e']),
    io.run('ss', ['-H', '-6', ...options, '-l', '-n', '-O', '-e']),
  ]);
  if (v4.kind !== 'exited' || v6.kind !== 'exited' || v4.code !== 0 || v6.code !== 0) return;
  const ipv4 = parseSs(v4.stdout, 'ipv4');
  const ipv6 = parseSs(v6.stdout, 'ipv6');
  if (ipv4 === undefined || ipv6 === undefined) return;
  const found = [...ipv4, ...ipv6];
  for (const protocol of askable)
    listed.set(
      protocol,
      found.filter((socket) => socket.protocol === protocol),
    );
}

function askProc(
  io: HostIo,
  protocols: readonly Protocol[],
  listed: Map<Protocol, readonly ListedSocket[]>,
): void {
  for (const protocol of protocols) {
    const enough = protocol === 'tcp' ? isPastListening : undefined;
    const path = `${PROC_NET}/${PROTOCOLS[protocol].file}`;
    const v4 = io.readText(path, enough);
    if (!v4.ok) continue;
    // Without IPv6 in the kernel there is no such file.
    const v6 = io.readText(`${path}6`, enough);
    const ipv6 = v6.ok ? parseProcNet(v6.value, protocol, 'ipv6') : [];
    listed.set(protocol, [...parseProcNet(v4.value, protocol, 'ipv4'), ...ipv6]);
  }
}
