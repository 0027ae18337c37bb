import type { DescriptorReader, NamespaceVisitor } from '../processes/read-descriptors.js';

/** Network namespaces that the walk over the descriptors of all processes comes by. */
export interface NotedNamespaces {
  /** The reader that the walk has to use. */
  readonly reader: DescriptorReader;
  /** By id: where descriptors of them were seen, "/proc/PID/fd/FD". Some may be closed by now. */
  paths(): ReadonlyMap<string, readonly string[]>;
  /** By id: threads that were seen in them while the first one of their process was not. Some may have ended by now. */
  threads(): ReadonlyMap<string, readonly number[]>;
  /**
   * By id: processes with a socket that waits for packets of IP in a namespace that is not `known`, and to which nothing else leads. Only
   * the kernel tells; it is asked where it was before and such a one came up, or where there is to be one (`isExpected`).
   */
  waitingOutside(known: ReadonlySet<string>, isExpected: boolean): ReadonlyMap<string, readonly number[]>;
}

/** How many threads of a process in one namespace are noted: some may end before it is opened. */
const ENOUGH = 8;

interface Noted {
  readonly paths: (readonly [id: string, path: string])[];
  readonly threads: Map<string, number[]>;
}

/** `self`: the pid of this process, whose own descriptors keep no namespace that nobody else does. */
export function noteNamespaces(reader: DescriptorReader, self: number): NotedNamespaces {
  const seen = new Map<number, Noted>();
  const waiting = new Map<string, Set<number>>();
  const ofProcess = (pid: number): Noted => {
    const there = seen.get(pid) ?? { paths: [], threads: new Map<string, number[]>() };
    seen.set(pid, there);
    return there;
  };
  const visitor: NamespaceVisitor = {
    descriptor(pid, path, inode) {
      if (pid !== self) ofProcess(pid).paths.push([`net:[${inode}]`, path]);
    },
    thread(pid, thread, inode) {
      if (pid === self) return;
      const { threads } = ofProcess(pid);
      const id = `net:[${inode}]`;
      const there = threads.get(id);
      if (there === undefined) threads.set(id, [thread]);
      else if (there.length < ENOUGH) there.push(thread);
    },
    waiting(pid, inode) {
      if (pid === self) return;
      const id = `net:[${inode}]`;
      const there = waiting.get(id);
      if (there === undefined) waiting.set(id, new Set([pid]));
      else if (there.size < ENOUGH) there.add(pid);
    },
  };
  const { all } = reader;
  const noting: DescriptorReader = {
    ...reader,
    pids() {
      const pids = reader.pids();
      for (const pid of seen.keys()) if (!pids.includes(pid)) seen.delete(pid);
      return pids;
    },
    each(pid, visit) {
      if (seen.size > 0) seen.delete(pid);
      return reader.each(pid, visit, visitor);
    },
    all:
      all &&
      ((visit) => {
        const before = [...seen];
        seen.clear();
        waiting.clear();
        const told = all(visit, visitor);
        if (!told) for (const [pid, noted] of before) seen.set(pid, noted);
        return told;
      }),
  };
  const paths = () => gathered([...seen.values()].flatMap((each) => each.paths));
  const threads = () =>
    gathered(
      [...seen.values()].flatMap((each) =>
        [...each.threads].flatMap(([id, some]) => some.map((thread) => [id, thread] as const)),
      ),
    );
  return {
    reader: noting,
    paths,
    threads,
    waitingOutside(known, isExpected) {
      if (!isExpected && [...waiting.keys()].every((id) => known.has(id))) return new Map();
      // What came up once may have an end by now.
      noting.all?.(() => {});
      const found = new Set([...known, ...paths().keys(), ...threads().keys()]);
      const outside = [...waiting].filter(([id]) => !found.has(id));
      return new Map(outside.map(([id, pids]) => [id, [...pids].sort((a, b) => a - b)]));
    },
  };
}

function gathered<T>(pairs: readonly (readonly [string, T])[]): ReadonlyMap<string, readonly T[]> {
  const byId = new Map<string, T[]>();
  for (const [id, value] of pairs) {
    const there = byId.get(id);
    if (there === undefined) byId.set(id, [value]);
    else there.push(value);
  }
  return byId;
}
