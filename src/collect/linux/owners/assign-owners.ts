import type { Process, Socket } from '../../../model/facts.js';
import type { Gap } from '../../../model/gap.js';
import type { ListedSocket } from '../sockets/listed-socket.js';
import type { KernelPorts } from '../sockets/read-kernel-ports.js';
import { rightsFor } from '../system/rights.js';
import type { OwnerIndex } from './owner-index.js';
import type { ProcessReader } from './read-process.js';

/** The inodes to look for; a socket that no process can hold may have none. */
export function inodesOf(sockets: readonly { readonly inode?: number }[]): ReadonlySet<number> {
  return new Set(sockets.flatMap(({ inode }) => (inode === undefined || inode === 0 ? [] : [inode])));
}

/**
 * `sockets` with the processes that hold them, as far as they have been looked at (`walked`: all of them). One that none
 * holds, of a port of the kernel's, is the kernel's own.
 */
export function assignOwners(
  sockets: readonly ListedSocket[],
  owners: OwnerIndex,
  kernelPorts: KernelPorts,
  walked: boolean,
): readonly Socket[] {
  return sockets.map((socket) => {
    const held = withHolders(socket, owners, walked);
    const orphaned = held.pids.length === 0 && held.pidsComplete;
    const known = orphaned ? kernelPorts.useOf(socket.protocol, socket.port) : undefined;
    const kernelUse = known ?? (orphaned ? kernelPorts.perhaps(socket.protocol) : undefined);
    return { ...held, kernelOwned: known === undefined ? undefined : true, kernelUse };
  });
}

/** `socket` with the processes that hold it, as far as they have been looked at. */
export function withHolders<T extends { readonly inode?: number }>(
  socket: T,
  owners: OwnerIndex,
  walked: boolean,
): T & Pick<Socket, 'pids' | 'pidsComplete'> {
  const pids = socket.inode === undefined ? [] : owners.pidsOf(socket.inode);
  return { ...socket, pids, pidsComplete: walked && owners.isComplete() };
}

/**
 * What is told of the processes that hold `sockets`, as was found after `since` (ticks since boot). One that ended meanwhile is left
 * out, and so is one that took its pid.
 */
export function readHolders(
  sockets: readonly Pick<Socket, 'pids'>[],
  processes: ProcessReader,
  owners: OwnerIndex,
  since: number,
): readonly Process[] {
  const pids = new Set(sockets.flatMap(({ pids }) => pids));
  processes.retain(pids);
  return [...pids]
    .sort((a, b) => a - b)
    .flatMap((pid) => {
      const process = processes.read(pid);
      // One that is older than the finding is the one that was found.
      if (process === undefined || processes.startedBefore(pid, since)) return process ?? [];
      return owners.stillHolds(pid) && processes.read(pid) === process ? process : [];
    });
}

/** The gap while the processes are still being looked at. */
export function walkGap(sockets: readonly Socket[]): Gap {
  const ownerless = sockets.filter(({ pids }) => pids.length === 0);
  return {
    code: 'owners-unreadable',
    subject: 'processes',
    detail: `They are still being looked at: ${ownerless.length} of ${sockets.length} sockets have no known holder yet, others may have more.`,
    remedy: 'wait for the next reading',
  };
}

/** A gap when a socket may have holders that were not found. */
export function ownerGaps(sockets: readonly Socket[], allProcesses: boolean, uid: number | undefined): Gap[] {
  const incomplete = sockets.filter(({ pidsComplete }) => !pidsComplete);
  const ownerless = sockets.filter(({ pids, kernelOwned }) => pids.length === 0 && !kernelOwned);
  const code = 'owners-unreadable';
  if (incomplete.length > 0)
    return [
      {
        code,
        subject: 'processes of other users',
        detail: `Their descriptors cannot be read: ${ownerless.length} of ${sockets.length} sockets have no known holder, others may have more.`,
        remedy: rightsFor('holders', uid),
      },
    ];
  if (ownerless.length === 0 || allProcesses) return [];
  return [
    {
      code,
      subject: 'processes outside this PID namespace',
      detail: `/proc shows the processes of one PID namespace: ${ownerless.length} of ${sockets.length} sockets have no holder in it.`,
      remedy: 'run in the PID namespace of the host',
    },
  ];
}
