import type { HostIo } from '../../host-io.js';
import type { Libc } from '../system/libc.js';
import type { TaskFiles } from './bpf/task-files.js';
import { createNumberLister } from './list-numbers.js';
import { createNumberReader, DENIED, GONE } from './namespace-numbers.js';

/** Reads what threads of a process have that its first one, by which /proc/PID shows it, has not. */
export interface ThreadReader {
  /** How many there are. `directory`: open, in /proc/PID. */
  count(directory: number): number;
  /** Calls `visit` for each of `count` threads of `pid` that is in another network namespace than the first, or whose first has ended. */
  each(pid: number, count: number, visit: (thread: number, inode: number) => void): void;
  /** The same of all `pids`. */
  all(pids: readonly number[], visit: (pid: number, thread: number, inode: number) => void): void;
  /** One that goes on where the first has ended, pthread_exit(3), after which nothing is to be seen by that. */
  instead(pid: number): number | undefined;
}

const STATX_NLINK = 4;
/** Of stx_nlink in struct statx, and room for that. */
const LINKS = 16;
const STATX = 256;
/** Of a directory that has none below it: itself and its parent. */
const OWN_LINKS = 2;
const SIBLING = Buffer.from('../task\0');
/** From so many threads of a process, or processes, on the kernel is asked for all at once, for which it has to be made ready: 2 ms. */
const MANY_THREADS = 1000;
const MANY_PROCESSES = 600;
const AT_FDCWD = -100;

export function createThreadReader(io: HostIo, libc: Libc, kernel?: TaskFiles): ThreadReader {
  const status = Buffer.alloc(STATX);
  const list = createNumberLister(libc);
  const namespaceOf = createNumberReader(io, libc, 'net');
  const others = (pid: number) => {
    const threads: number[] = [];
    list.each(`/proc/${pid}/task`, (thread) => thread !== pid && threads.push(thread));
    return threads;
  };
  const count = (directory: number, path: Uint8Array) => {
    const told = libc.statx?.(directory, path, 0, STATX_NLINK, status) === 0;
    // Where that cannot be asked, they are listed.
    return told ? status.readUInt32LE(LINKS) - OWN_LINKS : Number.POSITIVE_INFINITY;
  };
  const each: ThreadReader['each'] = (pid, count, visit) => {
    if (count < 2) return;
    const visitOurs = (of: number, thread: number, inode: number) => of === pid && visit(thread, inode);
    if (count > MANY_THREADS && kernel?.threads(visitOurs)) return;
    const first = namespaceOf(pid);
    if (first === DENIED) return;
    for (const thread of others(pid)) {
      const namespace = namespaceOf(thread);
      if (namespace > GONE && namespace !== first) visit(thread, namespace);
    }
  };
  return {
    count: (directory) => count(directory, SIBLING),
    each,
    all(pids, visit) {
      if (pids.length > MANY_PROCESSES && kernel?.threads(visit)) return;
      for (const pid of pids)
        each(pid, count(AT_FDCWD, Buffer.from(`/proc/${pid}/task\0`)), (thread, inode) =>
          visit(pid, thread, inode),
        );
    },
    instead: (pid) =>
      namespaceOf(pid) === GONE ? others(pid).find((one) => namespaceOf(one) > GONE) : undefined,
  };
}
