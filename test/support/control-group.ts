import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { parseCgroup2Mount } from '../../src/collect/linux/owners/read-cgroup-path.js';

let made = 0;

/** A control group of a test's own. Making one takes root. */
export interface ControlGroup {
  /** As the kernel names it: "/lsh-1-1". */
  readonly path: string;
  readonly directory: string;
  /** Runs `work` with this process in the group: what it starts is born there. */
  within<T>(work: () => Promise<T>): Promise<T>;
  /** A group below this one. */
  below(name: string): ControlGroup;
  remove(): void;
}

/** A new group below the topmost one; undefined where there is no cgroup2 file system, or none that takes it. */
export function addControlGroup(): ControlGroup | undefined {
  const mount = parseCgroup2Mount(readFileSync('/proc/self/mountinfo', 'utf8'));
  if (mount === undefined) return undefined;
  made += 1;
  try {
    return makeGroup(mount, `/lsh-${process.pid}-${made}`);
  } catch {
    return undefined;
  }
}

function makeGroup(mount: string, path: string): ControlGroup {
  const directory = `${mount}${path}`;
  mkdirSync(directory);
  return {
    path,
    directory,
    async within(work) {
      const own = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? '/';
      writeFileSync(`${directory}/cgroup.procs`, String(process.pid));
      try {
        return await work();
      } finally {
        writeFileSync(`${mount}${own}/cgroup.procs`, String(process.pid));
      }
    },
    below: (name) => makeGroup(mount, `${path}/${name}`),
    remove: () => rmdirSync(directory),
  };
}
