import type { HostIo } from '../../host-io.js';
import type { Libc } from '../system/libc.js';

/** The paths of cgroups by their ids, which are all that the kernel shows of a socket's. */
export interface CgroupPaths {
  /** Undefined when it cannot be told. */
  pathOf(id: number): string | undefined;
  close(): void;
}

const O_DIRECTORY_CLOEXEC = 0o2200000;
const O_PATH_CLOEXEC = 0o12000000;
const FILEID_KERNFS = 0xfe;
/** Control groups come and go with services and containers, and no id is used again: more are forgotten, and asked anew. */
const MOST_KNOWN = 10_000;

/**
 * Asks the cgroup2 file system itself, open_by_handle_at(2): the id is all there is to a file handle of it, so that no
 * hierarchy has to be searched. Takes root; without, no path is known. Answers are remembered.
 */
export function createCgroupPaths(io: HostIo, libc: Libc): CgroupPaths {
  const known = new Map<number, string | undefined>();
  let mount: Mount | undefined;
  return {
    pathOf(id) {
      if (known.has(id)) return known.get(id);
      mount ??= openMount(io, libc);
      const path = mount.fd < 0 ? undefined : readPath(io, libc, mount, id);
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(id, path);
      return path;
    },
    close() {
      if (mount !== undefined && mount.fd >= 0) libc.close(mount.fd);
      mount = undefined;
    },
  };
}

interface Mount {
  readonly point: string;
  /** Negative when it is not mounted. */
  readonly fd: number;
}

function openMount(io: HostIo, libc: Libc): Mount {
  const mounts = io.readText('/proc/self/mountinfo');
  const point = mounts.ok ? parseCgroup2Mount(mounts.value) : undefined;
  return point === undefined ? { point: '', fd: -1 } : { point, fd: libc.open(point, O_DIRECTORY_CLOEXEC) };
}

/** Where cgroup2 is mounted, from /proc/PID/mountinfo, proc_pid_mountinfo(5). */
export function parseCgroup2Mount(text: string): string | undefined {
  const line = text.split('\n').find((one) => one.includes(' - cgroup2 '));
  return line?.split(' ')[4];
}

function readPath(io: HostIo, libc: Libc, mount: Mount, id: number): string | undefined {
  // struct file_handle: its length, its type, and the id itself.
  const handle = Buffer.alloc(16);
  handle.writeUInt32LE(8, 0);
  handle.writeInt32LE(FILEID_KERNFS, 4);
  handle.writeBigUInt64LE(BigInt(id), 8);
  const fd = libc.openByHandleAt(mount.fd, handle, O_PATH_CLOEXEC);
  if (fd < 0) return undefined;
  const link = io.readLink(`/proc/self/fd/${fd}`);
  libc.close(fd);
  if (!link.ok || !link.value.startsWith(mount.point)) return undefined;
  return link.value.slice(mount.point.length) || '/';
}
