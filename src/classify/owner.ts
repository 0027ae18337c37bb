import type { Facts, Process, Socket } from '../model/facts.js';
import type { Owner } from '../model/listener.js';
import { standsFor } from './stands-for.js';

/**
 * Who holds the sockets of one listener: every process found, by pid; the kernel when it receives on all of them, or when no
 * socket has an inode in a collector that sees inodes; otherwise unknown.
 */
export function ownerOf(
  sockets: readonly [Socket, ...Socket[]],
  processes: ReadonlyMap<number, Process>,
  facts: Pick<Facts, 'collector' | 'containers' | 'activations'>,
): Owner {
  const pids = [...new Set(sockets.flatMap((socket) => socket.pids))].sort((a, b) => a - b);
  if (pids.length > 0) {
    // A process that ended between listing and reading keeps its pid: that much is known of it.
    const holders = pids.map((pid) => processes.get(pid) ?? { pid, name: '', command: [] });
    const told = sockets.find((socket) => socket.standsFor !== undefined)?.standsFor;
    return { kind: 'process', processes: holders, standsFor: told ?? standsFor(sockets[0], holders, facts) };
  }
  const isKernels = ({ inode, kernelOwned }: Socket) =>
    kernelOwned === true || (inode === undefined ? facts.collector === 'linux' : inode === 0);
  return sockets.every(isKernels)
    ? { kind: 'kernel', processes: [], use: sockets[0].kernelUse }
    : { kind: 'unknown', processes: [] };
}
