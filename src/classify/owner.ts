import type { Facts, Process, Socket } from '../model/facts.js';
import type { Owner } from '../model/listener.js';

/**
 * Who holds the sockets of one listener: every process found, by pid; the kernel when no socket has an inode in a
 * collector that sees inodes; otherwise unknown.
 */
export function ownerOf(
  sockets: readonly Socket[],
  processes: ReadonlyMap<number, Process>,
  collector: Facts['collector'],
): Owner {
  const pids = [...new Set(sockets.flatMap((socket) => socket.pids))].sort((a, b) => a - b);
  // A process that ended between listing and reading keeps its pid: that much is known of it.
  if (pids.length > 0)
    return {
      kind: 'process',
      processes: pids.map((pid) => processes.get(pid) ?? { pid, name: '', command: [] }),
    };
  const kernels = sockets.every(({ inode }) => (inode === undefined ? collector === 'linux' : inode === 0));
  return { kind: kernels ? 'kernel' : 'unknown', processes: [] };
}
