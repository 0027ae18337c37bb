import type { HostIo } from '../../host-io.js';
import { createNumberReader, DENIED, GONE, numberOf } from '../processes/namespace-numbers.js';
import type { Libc } from '../system/libc.js';
import type { MountPoint } from './open-mount-point.js';
import { parseNamespaceMounts } from './parse-namespace-mounts.js';

/** Which network namespaces are mounted in mount namespaces other than that of this process, kept from one look to the next. */
export interface ForeignMounts {
  /** Looks at `pids`, ascending: the first time at all, later at new ones and some of the others in turn. */
  look(pids: readonly number[]): ReadonlyMap<string, readonly MountPoint[]>;
  /** Whether `id` is mounted at `point` at this moment. */
  has(id: string, point: MountPoint): boolean;
}

/** The part of all processes and mount namespaces that is looked at again each time. */
const PART = 16;
/** How many processes of a mount namespace, and mounts of a network namespace, are kept: the first may end meanwhile. */
const ENOUGH = 3;
/** The first line of a list of mounts, of which the number of the mount is asked. */
const FIRST = 16;
const O_RDONLY_CLOEXEC = 0o2000000;
const PIECE = 1 << 16;

/** The number of a mount namespace; for a process that may not be asked the number of its first mount, below zero. */
type Key = number;

interface Known {
  readonly pids: number[];
  /** By id of the network namespace; undefined when it was not read. */
  mounts: ReadonlyMap<string, readonly string[]> | undefined;
}

export function createForeignMounts(io: HostIo, libc: Libc): ForeignMounts {
  const numberOfProcess = createNumberReader(io, libc, 'mnt');
  const piece = Buffer.allocUnsafe(PIECE);
  let keys: ReadonlyMap<number, Key> = new Map();
  let known: ReadonlyMap<Key, Known> = new Map();
  let turn = 0;

  /** The beginning of a list of mounts, or all of it, as bytes are: a character each. */
  const readMounts = (process: string, enough = Number.POSITIVE_INFINITY): string => {
    const fd = libc.open(`/proc/${process}/mountinfo`, O_RDONLY_CLOEXEC);
    if (fd < 0) return '';
    let text = '';
    while (text.length < enough) {
      const length = libc.read(fd, piece, Math.min(PIECE, enough));
      if (length <= 0) break;
      text += piece.toString('latin1', 0, length);
    }
    libc.close(fd);
    return text;
  };
  const firstMount = (process: string): Key => -Number.parseInt(readMounts(process, FIRST), 10) || GONE;

  const link = io.readLink('/proc/thread-self/ns/mnt');
  const own: readonly Key[] = [link.ok ? numberOf(link.value) : GONE, firstMount('thread-self')];

  const ask = (pid: number): Key => {
    const number = numberOfProcess(pid);
    return number === DENIED ? firstMount(String(pid)) : number;
  };

  const readOne = (pids: readonly number[]) => {
    for (const pid of pids) {
      const text = readMounts(String(pid));
      if (text !== '') return parseNamespaceMounts(text);
    }
    return undefined;
  };

  return {
    look(pids) {
      turn = (turn + 1) % PART;
      const nextKeys = new Map<number, Key>();
      const next = new Map<Key, Known>();
      let place = 0;
      for (const pid of pids) {
        const before = keys.get(pid);
        const key = before === undefined || place++ % PART === turn ? ask(pid) : before;
        nextKeys.set(pid, key);
        if (key === GONE || own.includes(key)) continue;
        const there = next.get(key);
        if (there === undefined) next.set(key, { pids: [pid], mounts: known.get(key)?.mounts });
        else if (there.pids.length < ENOUGH) there.pids.push(pid);
      }
      place = 0;
      for (const each of next.values())
        if (each.mounts === undefined || place++ % PART === turn) each.mounts = readOne(each.pids);
      keys = nextKeys;
      known = next;
      return pointsById(next.values());
    },
    has: (id, { pid, path }) =>
      parseNamespaceMounts(readMounts(String(pid)))
        .get(id)
        ?.includes(path) ?? false,
  };
}

function pointsById(all: Iterable<Known>): ReadonlyMap<string, readonly MountPoint[]> {
  const points = new Map<string, MountPoint[]>();
  for (const { pids, mounts = [] } of all)
    for (const [id, paths] of mounts) {
      const [pid = 0] = pids;
      const there = points.get(id) ?? [];
      if (there.length < ENOUGH) there.push(...paths.slice(0, ENOUGH).map((path) => ({ pid, path })));
      points.set(id, there);
    }
  return points;
}
