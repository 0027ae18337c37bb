import type { DescriptorReader } from '../processes/read-descriptors.js';
import { cpuMs } from '../system/cpu-ms.js';
import { monotonicMs } from '../system/monotonic-ms.js';

/** Who holds which sockets, kept from one collection to the next. */
export interface OwnerIndex {
  /**
   * Brings the index up to date for the sockets in `inodes`. The first time it looks at every process. Later it looks at
   * new processes, at the descriptors that it knows, and a few processes in turn; at all of them only when a socket is new
   * or lost its last holder. `pause`, where given, is awaited every few milliseconds.
   */
  update(inodes: ReadonlySet<number>, pause?: () => Promise<void>): Promise<void>;
  /** Every process that ran at the last update, ascending. */
  pids(): readonly number[];
  /** Ascending. */
  pidsOf(inode: number): readonly number[];
  /** Whether a process has all those descriptors now that one with its pid had at the last update. */
  stillHolds(pid: number): boolean;
  /** False when some processes could not be looked at, or /proc hides them (hidepid, proc(5)). */
  isComplete(): boolean;
}

const SLICE_MS = 8;
/** Of CPU. A walk that would go on for longer goes on by asking the kernel for everything at once, which takes that long to begin. */
const WALK_MS = 12;
/** How much of a walk shows how long it will take; that of so many processes does not have to be begun. */
const SHOWN_BY_MS = 3;
const MANY = 1500;
/** A walk that took so long has met processes with thousands of descriptors; the next may be another. */
const ENOUGH_MS = 24;
/** Processes looked at in turn in every update: they may have been handed a descriptor (SCM_RIGHTS, unix(7)). */
const IN_TURN = 16;
/** How often processes are looked at that began during the look before, for sockets that nobody seemed to hold. */
const ROUNDS = 3;
const NOBODY: readonly number[] = [];

export function createOwnerIndex(reader: DescriptorReader): OwnerIndex {
  /** By pid, then inode: the descriptor. */
  const held = new Map<number, Map<number, number>>();
  const denied = new Set<number>();
  let wanted: ReadonlySet<number> = new Set();
  let pids: ReadonlySet<number> = new Set();
  let owners: ReadonlyMap<number, readonly number[]> = new Map();
  let turn = 0;

  const look = (pid: number) => {
    let found: Map<number, number> | undefined;
    const outcome = reader.each(pid, (fd, inode) => {
      if (wanted.has(inode)) found = (found ?? new Map()).set(inode, fd);
    });
    if (found === undefined) held.delete(pid);
    else held.set(pid, found);
    if (outcome === 'denied') denied.add(pid);
    else denied.delete(pid);
  };

  const askKernel = (): boolean => {
    const found = new Map<number, Map<number, number>>();
    const told = reader.all?.((pid, fd, inode) => {
      if (!wanted.has(inode)) return;
      const sockets = found.get(pid);
      if (sockets === undefined) found.set(pid, new Map([[inode, fd]]));
      else sockets.set(inode, fd);
    });
    if (told !== true) return false;
    held.clear();
    for (const [pid, sockets] of found) held.set(pid, sockets);
    denied.clear();
    return true;
  };

  const lookAtAll = async (some: readonly number[], pause: (() => Promise<void>) | undefined) => {
    if (some.length > MANY && askKernel()) return;
    const begin = cpuMs();
    let start = monotonicMs();
    for (const [place, pid] of some.entries()) {
      look(pid);
      const taken = cpuMs() - begin;
      const left = (taken / (place + 1)) * (some.length - place - 1);
      const isLong = (taken > SHOWN_BY_MS && left > WALK_MS) || taken > ENOUGH_MS;
      if (isLong && left > 0 && askKernel()) return;
      if (pause !== undefined && monotonicMs() - start > SLICE_MS) {
        await pause();
        start = monotonicMs();
      }
    }
  };

  /** A process that forked and ended meanwhile left its sockets to one that was not there yet. */
  const lookAtNew = async (inodes: readonly number[], pause: (() => Promise<void>) | undefined) => {
    for (let round = 0; round < ROUNDS; round++) {
      const found = new Set([...held.values()].flatMap((sockets) => [...sockets.keys()]));
      if (inodes.every((inode) => found.has(inode))) return;
      const running = reader.pids();
      const begun = running.filter((pid) => !pids.has(pid));
      if (begun.length === 0) return;
      pids = new Set(running);
      await lookAtAll(begun, pause);
    }
  };

  /** Drops what ended, what was closed and what is no longer asked for. */
  const recheck = () => {
    for (const pid of denied) if (!pids.has(pid)) denied.delete(pid);
    for (const [pid, found] of held) {
      if (!pids.has(pid)) held.delete(pid);
      else
        for (const [inode, fd] of found)
          if (!wanted.has(inode) || reader.socketAt(pid, fd) !== inode) found.delete(inode);
    }
  };

  return {
    async update(inodes, pause) {
      const before = { wanted, pids, owners };
      const running = reader.pids();
      wanted = inodes;
      pids = new Set(running);
      recheck();
      const left = ownersIn(held);
      const isNewOrLost = (inode: number) =>
        !before.wanted.has(inode) || (before.owners.has(inode) && !left.has(inode));
      if ([...inodes].some(isNewOrLost)) {
        await lookAtAll(running, pause);
        await lookAtNew([...inodes].filter(isNewOrLost), pause);
      } else {
        const inTurn = Array.from({ length: Math.min(IN_TURN, running.length) }, () => turn++);
        const others = inTurn.flatMap((place) => running[place % running.length] ?? []);
        await lookAtAll([...new Set([...running.filter((pid) => !before.pids.has(pid)), ...others])], pause);
      }
      owners = ownersIn(held);
    },
    pids: () => [...pids],
    pidsOf: (inode) => owners.get(inode) ?? NOBODY,
    stillHolds: (pid) =>
      [...(held.get(pid) ?? [])].every(([inode, fd]) => reader.socketAt(pid, fd) === inode),
    isComplete: () => denied.size === 0 && pids.has(1),
  };
}

/** The same by inode: its pids, ascending. */
function ownersIn(held: ReadonlyMap<number, ReadonlyMap<number, number>>): Map<number, number[]> {
  const owners = new Map<number, number[]>();
  for (const pid of [...held.keys()].sort((a, b) => a - b))
    for (const inode of held.get(pid)?.keys() ?? []) {
      const pids = owners.get(inode);
      if (pids === undefined) owners.set(inode, [pid]);
      else pids.push(pid);
    }
  return owners;
}
