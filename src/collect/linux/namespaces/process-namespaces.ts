import type { HostIo } from '../../host-io.js';
import { createNumberReader, DENIED, GONE, numberOf } from '../processes/namespace-numbers.js';
import type { Libc } from '../system/libc.js';

/** In which network namespace each process is, kept from one look to the next. */
export interface ProcessNamespaces {
  /**
   * Looks at `pids`, ascending: the first time at all, later at new ones and some of the others in turn. `home`: the namespace
   * of this thread.
   */
  look(pids: readonly number[], home: string): ProcessesByNamespace;
}

export interface ProcessesByNamespace {
  /** By id: pids, ascending; of `home` the first few. */
  readonly inside: ReadonlyMap<string, readonly number[]>;
  /** Pids that may not be asked and are in none of these, a list for each namespace. */
  readonly elsewhere: readonly (readonly number[])[];
  /** Some processes may not be looked at in any way (hidepid=1, proc(5)). */
  readonly closed: boolean;
}

/** The part of all processes that is looked at again each time: who moves to another namespace is found soon. */
const PART = 16;
/** How many processes of the own namespace are told: it has most of them, as a rule. */
const ENOUGH = 16;

/**
 * The number of the namespace of a process; for one that may not be asked a negative number, the same for all in one namespace;
 * or one of these.
 */
type Whereabouts = number;
const CLOSED = -1;

export function createProcessNamespaces(io: HostIo, libc: Libc | undefined): ProcessNamespaces {
  const numberOfProcess = createNumberReader(io, libc, 'net');
  let known: ReadonlyMap<number, Whereabouts> = new Map();
  let turn = 0;

  const ask = (pid: number): Whereabouts => {
    const number = numberOfProcess(pid);
    return number === DENIED ? sideView(io, pid) : number;
  };

  return {
    look(pids, home) {
      const own = numberOf(home);
      const places = new Map<Whereabouts, number[]>([[own, []]]);
      const next = new Map<number, Whereabouts>();
      turn = (turn + 1) % PART;
      let place = 0;
      for (const pid of pids) {
        const before = known.get(pid);
        const where = before === undefined || place++ % PART === turn ? ask(pid) : before;
        next.set(pid, where);
        const there = places.get(where);
        if (there === undefined) places.set(where, [pid]);
        else if (where !== own || there.length < ENOUGH) there.push(pid);
      }
      known = next;
      return sorted(io, places);
    },
  };
}

/** The part of the answer that a process which may not be asked gives all the same. */
function sideView(io: HostIo, pid: number | 'thread-self'): Whereabouts {
  // Everyone may look at this directory. It shows files of the process's namespace, which has its own of each.
  const inode = io.inodeOf(`/proc/${pid}/net/tcp`);
  if (inode.ok) return -inode.value;
  return inode.why === 'denied' ? CLOSED : GONE;
}

function sorted(io: HostIo, places: ReadonlyMap<Whereabouts, number[]>): ProcessesByNamespace {
  const inside = new Map<string, readonly number[]>();
  const elsewhere = new Map([...places].filter(([where]) => where < CLOSED));
  for (const [where, pids] of places) {
    if (where <= GONE) continue;
    // Those that may not be asked see the same files as others that may.
    const alike = elsewhere.size === 0 ? GONE : sideView(io, pids[0] ?? 'thread-self');
    const others = elsewhere.get(alike) ?? [];
    elsewhere.delete(alike);
    inside.set(
      `net:[${where}]`,
      [...pids, ...others].sort((a, b) => a - b),
    );
  }
  return { inside, elsewhere: [...elsewhere.values()], closed: places.has(CLOSED) };
}
