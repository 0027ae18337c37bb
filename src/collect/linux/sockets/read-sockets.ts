import type { Protocol } from '../../../model/facts.js';
import type { Gap } from '../../../model/gap.js';
import type { HostIo } from '../../host-io.js';
import type { Netlink } from '../netlink/netlink.js';
import { PROC_NET } from '../system/proc-net.js';
import type { ListedSocket } from './listed-socket.js';
import type { DiagSocket } from './parse-inet-diag.js';
import { isPastListening, parseProcNet } from './parse-proc-net.js';
import { parseSs } from './parse-ss.js';
import { readInetDiag } from './read-inet-diag.js';
import { createProtocolUseReader, type ProtocolUse, type ProtocolUseReader } from './read-protocol-use.js';
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

/** The file that lists the sockets of each protocol, and the option of ss. */
const PROTOCOLS: Readonly<Record<Protocol, { readonly file: string; readonly ss?: string }>> = {
  tcp: { file: 'tcp', ss: '-t' },
  udp: { file: 'udp', ss: '-u' },
  udplite: { file: 'udplite' },
  sctp: { file: 'sctp', ss: '-S' },
  dccp: { file: 'dccp', ss: '-d' },
  raw: { file: 'raw' },
};

/**
 * The sockets of this thread's network namespace that wait for others, each protocol from the first of `sources` that has it.
 */
export async function readSockets(
  io: HostIo,
  netlink: Netlink | undefined,
  names: SocketNames,
  sources: readonly SocketSource[] = SOCKET_SOURCES,
  readProtocolUse: ProtocolUseReader = createProtocolUseReader(),
): Promise<SocketListing> {
  const listed = new Map<Protocol, readonly ListedSocket[]>();
  const used = readProtocolUse(io);
  const wanted = [...used.keys()];
  for (const [protocol, families] of used) if (families.length === 0) listed.set(protocol, []);
  const asksKernel = sources.includes('netlink') && netlink !== undefined;
  for (const source of sources) {
    const missing = wanted.filter((protocol) => !listed.has(protocol));
    if (missing.length === 0) break;
    if (source === 'netlink' && netlink !== undefined) askKernel(netlink, missing, used, names, listed);
    // What the kernel did not tell us over netlink it does not tell ss either.
    else if (source === 'ss' && !asksKernel) await askSs(io, missing, listed);
    else if (source === 'proc') askProc(io, missing, listed);
  }
  const sockets = [...listed.values()].flat();
  const unlisted = wanted.filter((protocol) => !listed.has(protocol));
  return { sockets, gaps: socketGaps(sockets, unlisted, asksKernel) };
}

function askKernel(
  netlink: Netlink,
  protocols: readonly Protocol[],
  used: ProtocolUse,
  names: SocketNames,
  listed: Map<Protocol, readonly ListedSocket[]>,
): void {
  for (const protocol of protocols) {
    const found = readInetDiag(netlink, protocol, used.get(protocol));
    if (found !== undefined)
      listed.set(
        protocol,
        found.map((socket) => fromDiag(protocol, socket, names)),
      );
  }
}

function fromDiag(protocol: Protocol, socket: DiagSocket, names: SocketNames): ListedSocket {
  const { family, address, port, deviceIndex, v6only, transparent, multicastAll, uid, inode } = socket;
  const { waiting, limit, cgroupId } = socket;
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
    multicastAll: protocol === 'udp' || protocol === 'udplite' ? multicastAll : undefined,
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
    if (!v6.ok && v6.why !== 'missing') continue;
    const ipv6 = v6.ok ? parseProcNet(v6.value, protocol, 'ipv6') : [];
    listed.set(protocol, [...parseProcNet(v4.value, protocol, 'ipv4'), ...ipv6]);
  }
}
