import type { Facts, Socket } from '../model/facts.js';
import type { Gap } from '../model/gap.js';
import type { ListedLine, ListedListener } from './pasted/listed-line.js';
import { mergeListeners } from './pasted/merge-listeners.js';
import { portableGaps } from './portable/gaps.js';
import { portableInterfaces } from './portable/interfaces.js';
import { listedConnections } from './portable/listed-connections.js';
import { createPortableIo, type PortableIo } from './portable/portable-io.js';
import { portableProcesses } from './portable/processes.js';
import { readSupplement, type Supplement, supplemented } from './portable/supplement.js';

/**
 * The facts of a macOS, Windows or BSD host, or of a Linux one as far as systeminformation sees it. Routes and firewall
 * are never read, and a gap says so. When nothing could list sockets, the gap is `sockets-unreadable`: systeminformation
 * itself answers [] then.
 */
export async function collectPortable(io: PortableIo = createPortableIo()): Promise<Facts> {
  const [connections, supplement, nics, osName] = await Promise.all([
    io.connections(),
    readSupplement(io),
    // On Linux it starts thirty programs for each interface and knows none that node:os does not.
    io.platform === 'linux' ? [] : io.nics(),
    io.osName(),
  ]);
  const base = listedConnections(connections, io.platform);
  const sockets = supplemented(listeners(base), supplementListeners(supplement));
  const holders = sockets.flatMap((socket) => socket.holders);
  const processes = holders.length > 0 ? portableProcesses(holders, await io.processes()) : [];
  const interfaces = portableInterfaces(io.addresses(), nics);
  const unusable = unusableRows(supplement, base);
  return {
    format: 1,
    capturedAt: io.now().toISOString(),
    collector: 'portable',
    host: {
      hostname: io.hostname,
      platform: io.platform,
      os: osName || undefined,
      kernel: io.kernel,
      uid: io.uid,
    },
    namespaces: [
      {
        id: 'host',
        current: true,
        containers: [],
        sockets: sockets.map((socket) => socketOf(socket, supplement, io.uid)),
        interfaces,
        sysctls: io.sysctls(interfaces.map(({ name }) => name)),
      },
    ],
    processes,
    gaps:
      base.length === 0 && supplement === undefined
        ? [unreadable(io.platform)]
        : portableGaps(io, sockets, unusable, supplement),
  };
}

function listeners(lines: readonly ListedLine[]): ListedListener[] {
  return lines.filter((line) => line.kind === 'listener');
}

/** lsof prints a row for each descriptor: those of one socket are one. */
function supplementListeners(supplement: Supplement | undefined): readonly ListedListener[] {
  if (supplement === undefined) return [];
  const { listing } = supplement;
  return mergeListeners(listeners(linesOf(listing)).map((row) => ({ row, listing }))).listeners;
}

function linesOf({ lines }: Supplement['listing']): ListedLine[] {
  return lines.filter((line) => line !== undefined);
}

/** Rows that no listing could give whole: what a complete supplement has, it has instead of systeminformation's. */
function unusableRows(supplement: Supplement | undefined, base: readonly ListedLine[]) {
  const better = supplement === undefined ? [] : linesOf(supplement.listing);
  const lines = supplement?.complete ? better : [...base, ...better];
  return lines.filter((line) => line.kind === 'not-understood');
}

function socketOf(
  socket: ListedListener,
  supplement: Supplement | undefined,
  uid: number | undefined,
): Socket {
  const { protocol, family, address, port, device, v6only, inode, holders } = socket;
  return {
    protocol,
    family,
    address,
    port,
    device,
    deviceKnown: device !== undefined || supplement?.listing.deviceKnown === true,
    v6only,
    uid: socket.uid,
    inode,
    pids: holders.map(({ pid }) => pid),
    // One pid a socket is all that systeminformation tells; the tools that name all holders need root for it.
    pidsComplete: supplement !== undefined && supplement.program !== 'netstat' && uid === 0,
  };
}

function unreadable(platform: string): Gap {
  return {
    code: 'sockets-unreadable',
    subject: 'sockets',
    detail: 'neither netstat nor any other tool that lists sockets could be run',
    remedy: platform === 'linux' ? 'install iproute2 (ss) or net-tools (netstat)' : 'install netstat',
  };
}
