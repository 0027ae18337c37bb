import type { DescriptorReader } from '../owners/read-descriptors.js';

/** Descriptors of network namespaces, as the walk over the processes comes by them. */
export interface NamespaceDescriptors {
  /** The reader that the walk has to use. */
  readonly reader: DescriptorReader;
  /** By id: where those seen so far are, "/proc/PID/fd/FD". Some may be closed by now. */
  paths(): ReadonlyMap<string, readonly string[]>;
}

/** `self`: the pid of this process, whose own descriptors keep no namespace that nobody else does. */
export function noteNamespaces(reader: DescriptorReader, self: number): NamespaceDescriptors {
  const seen = new Map<number, (readonly [id: string, path: string])[]>();
  const note = (pid: number, fd: number, inode: number) => {
    if (pid === self) return;
    const noted = [`net:[${inode}]`, `/proc/${pid}/fd/${fd}`] as const;
    const list = seen.get(pid);
    if (list === undefined) seen.set(pid, [noted]);
    else list.push(noted);
  };
  const { all } = reader;
  return {
    reader: {
      ...reader,
      pids() {
        const pids = reader.pids();
        for (const pid of seen.keys()) if (!pids.includes(pid)) seen.delete(pid);
        return pids;
      },
      each(pid, visit) {
        if (seen.size > 0) seen.delete(pid);
        return reader.each(pid, visit, (fd, inode) => note(pid, fd, inode));
      },
      all:
        all &&
        ((visit) => {
          const found: [number, number, number][] = [];
          const told = all(visit, (...descriptor) => found.push(descriptor));
          if (told) seen.clear();
          for (const descriptor of found) note(...descriptor);
          return told;
        }),
    },
    paths() {
      const paths = new Map<string, string[]>();
      for (const [id, path] of [...seen.values()].flat()) {
        const known = paths.get(id);
        if (known === undefined) paths.set(id, [path]);
        else known.push(path);
      }
      return paths;
    },
  };
}
