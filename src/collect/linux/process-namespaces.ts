import type { HostIo } from '../host-io.js';
import type { Libc } from './libc.js';

/** In which network namespace each process is, kept from one look to the next. */
export interface ProcessNamespaces {
  /**
   * Looks at `pids`, ascending: the first time at all, later at new ones and some of the others in turn. `home`: the namespace
   * of this thread.
   */
  look(pids: readonly number[], home: string): ProcessesByNamespace;
}

export interface ProcessesByNamespace {
  /** By id: pids, ascending. */
  readonly inside: ReadonlyMap<string, readonly number[]>;
  /** Pids that may not be asked and are in none of these, a list for each namespace. */
  readonly elsewhere: readonly (readonly number[])[];
  /** Some processes may not be looked at in any way (hidepid=1, proc(5)). */
  readonly closed: boolean;
}

/** The part of all processes that is looked at again each time: who moves to another namespace is found soon. */
const PART = 8;
const AT_FDCWD = -100;
const EACCES = 13;
const EPERM = 1;
/** Longer than "net:[18446744073709551615]". */
const TARGET = 64;

/** "net:[…]" of a process; for one that may not be asked a number, the same for all in one namespace. */
type Whereabouts = string | number | 'closed' | 'gone';

export function createProcessNamespaces(io: HostIo, libc: Libc | undefined): ProcessNamespaces {
  const known = new Map<number, Whereabouts>();
  const linkOf = libc === undefined ? portableLink(io) : quickLink(libc);
  let turn = 0;

  const ask = (pid: number): Whereabouts => {
    const link = linkOf(pid);
    if (link !== 'denied') return link;
    // Everyone may look at this directory. It shows files of the process's namespace, which has its own of each.
    const inode = io.inodeOf(`/proc/${pid}/net/tcp`);
    if (inode.ok) return inode.value;
    return inode.why === 'denied' ? 'closed' : 'gone';
  };

  return {
    look(pids, home) {
      const running = new Set(pids);
      for (const pid of known.keys()) if (!running.has(pid)) known.delete(pid);
      turn = (turn + 1) % PART;
      pids.forEach((pid, place) => {
        if (place % PART === turn || !known.has(pid)) known.set(pid, ask(pid));
      });
      const inHome = io.inodeOf('/proc/thread-self/net/tcp');
      const inside = new Map<string, number[]>();
      const elsewhere = new Map<number, number[]>();
      let closed = false;
      for (const pid of pids) {
        const where = known.get(pid) ?? 'gone';
        if (where === 'closed') closed = true;
        else if (typeof where === 'number' && inHome.ok && where === inHome.value) add(inside, home, pid);
        else if (typeof where === 'number') add(elsewhere, where, pid);
        else if (where !== 'gone') add(inside, where, pid);
      }
      if (elsewhere.size > 0) recognise(io, elsewhere, inside);
      return { inside, elsewhere: [...elsewhere.values()], closed };
    },
  };
}

/** Moves processes that may not be asked to the namespace of others that may, where both see the same files. */
function recognise(io: HostIo, elsewhere: Map<number, number[]>, inside: Map<string, number[]>): void {
  for (const members of inside.values()) {
    const seen = io.inodeOf(`/proc/${members[0]}/net/tcp`);
    const same = seen.ok ? elsewhere.get(seen.value) : undefined;
    if (!seen.ok || same === undefined) continue;
    members.push(...same);
    members.sort((a, b) => a - b);
    elsewhere.delete(seen.value);
  }
}

function add<T>(lists: Map<T, number[]>, key: T, pid: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [pid]);
  else list.push(pid);
}

/** "net:[…]" of a process, "denied" or "gone". */
function portableLink(io: HostIo): (pid: number) => string {
  return (pid) => {
    const link = io.readLink(`/proc/${pid}/ns/net`);
    if (link.ok) return link.value;
    return link.why === 'denied' ? 'denied' : 'gone';
  };
}

function quickLink(libc: Libc): (pid: number) => string {
  const target = Buffer.alloc(TARGET);
  return (pid) => {
    const length = libc.readlinkat(AT_FDCWD, Buffer.from(`/proc/${pid}/ns/net\0`), target, TARGET);
    if (length > 0) return target.toString('latin1', 0, length);
    return [EACCES, EPERM].includes(libc.errno()) ? 'denied' : 'gone';
  };
}
