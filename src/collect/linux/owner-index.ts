import type { DescriptorReader } from './read-descriptors.js';

/** Who holds which sockets, kept from one collection to the next. */
export interface OwnerIndex {
  /**
   * Brings the index up to date for the sockets in `inodes`. The first time it looks at every process. Later it looks at
   * new processes, at the descriptors that it knows, and a few processes in turn; at all of them only when a socket is new
   * or lost its holder. `pause`, where given, is awaited every few milliseconds.
   */
  update(inodes: ReadonlySet<number>, pause?: () => Promise<void>): Promise<void>;
  /** Ascending. */
  pidsOf(inode: number): readonly number[];
  /** False when some processes could not be looked at, or /proc hides them (hidepid, proc(5)). */
  isComplete(): boolean;
}

const SLICE_MS = 8;
/** Processes looked at in turn in every update: they may have been handed a descriptor (SCM_RIGHTS, unix(7)). */
const IN_TURN = 16;

export function createOwnerIndex(reader: DescriptorReader): OwnerIndex {
  /** By inode, then pid: the descriptor. */
  const holdings = new Map<number, Map<number, number>>();
  let seen: ReadonlySet<number> = new Set();
  let denied = new Set<number>();
  let turn = 0;

  const look = (pid: number) => {
    const outcome = reader.each(pid, (fd, inode) => {
      holdings.get(inode)?.set(pid, fd);
    });
    if (outcome === 'denied') denied.add(pid);
    else denied.delete(pid);
  };

  const lookAtAll = async (pids: Iterable<number>, pause: (() => Promise<void>) | undefined) => {
    let start = performance.now();
    for (const pid of pids) {
      look(pid);
      if (pause !== undefined && performance.now() - start > SLICE_MS) {
        await pause();
        start = performance.now();
      }
    }
  };

  /** Drops what is no longer held; returns true when a socket lost its last known holder that way. */
  const recheck = (pids: ReadonlySet<number>): boolean => {
    let lost = false;
    for (const [inode, holders] of holdings) {
      if (holders.size === 0) continue;
      for (const [pid, fd] of holders)
        if (!pids.has(pid) || reader.socketAt(pid, fd) !== inode) holders.delete(pid);
      if (holders.size === 0) lost = true;
    }
    return lost;
  };

  return {
    async update(inodes, pause) {
      for (const inode of holdings.keys()) if (!inodes.has(inode)) holdings.delete(inode);
      const pids = reader.pids();
      const current = new Set(pids);
      denied = new Set([...denied].filter((pid) => current.has(pid)));
      let sweep = recheck(current);
      for (const inode of inodes) {
        if (holdings.has(inode)) continue;
        holdings.set(inode, new Map());
        sweep = true;
      }
      const inTurn = Array.from(
        { length: Math.min(IN_TURN, pids.length) },
        () => pids[turn++ % pids.length] ?? 0,
      );
      const wanted = sweep ? pids : new Set([...pids.filter((pid) => !seen.has(pid)), ...inTurn]);
      await lookAtAll(wanted, pause);
      seen = current;
    },
    pidsOf: (inode) => [...(holdings.get(inode)?.keys() ?? [])].sort((a, b) => a - b),
    isComplete: () => denied.size === 0 && seen.has(1),
  };
}
