import { fstatSync, statSync } from 'node:fs';
import { numberOf } from '../processes/namespace-numbers.js';
import type { Libc } from '../system/libc.js';

/** Where a namespace is mounted in the mount namespace of a process. */
export interface MountPoint {
  readonly pid: number;
  /** In the process's root directory, as bytes are: a character each. */
  readonly path: string;
}

const O_RDONLY_CLOEXEC = 0o2000000;
const O_PATH_CLOEXEC = 0o12000000;
/** linux/openat2.h: no links, nothing above the directory, and what is not in the kernel's memory is not looked for. */
const RESOLVE = 0x02 | 0x04 | 0x10 | 0x20;
const EAGAIN = 11;
/** A change to any mount at the same time makes one fail. */
const ATTEMPTS = 4;
const ENOENT = 2;
const ESRCH = 3;
/** Without the right, without a descriptor, or without such a call (before Linux 5.12). */
const REFUSALS = [1, 13, 22, 23, 24, 38];

/**
 * A descriptor of the namespace `id`; "gone" when something else or nothing is there, "refused" without the right to look. What a
 * container mounts and renames meanwhile does no harm: a way that the kernel named has no links in it and is in its memory, so that
 * no link is followed and no file system asked; and nothing is opened before it is known to be the namespace.
 */
export function openMountPoint(
  libc: Libc,
  id: string,
  { pid, path }: MountPoint,
): number | 'gone' | 'refused' {
  const root = libc.open(`/proc/${pid}/root`, O_PATH_CLOEXEC);
  if (root < 0) return [ENOENT, ESRCH].includes(libc.errno()) ? 'gone' : 'refused';
  const found = findCached(libc, root, path);
  const errno = libc.errno();
  libc.close(root);
  if (found < 0) return REFUSALS.includes(errno) ? 'refused' : 'gone';
  try {
    if (!isNamespace(found, id)) return 'gone';
    const fd = libc.open(`/proc/self/fd/${found}`, O_RDONLY_CLOEXEC);
    return fd < 0 ? 'refused' : fd;
  } finally {
    libc.close(found);
  }
}

function findCached(libc: Libc, root: number, path: string): number {
  const how = Buffer.alloc(24);
  how.writeBigUInt64LE(BigInt(O_PATH_CLOEXEC), 0);
  how.writeBigUInt64LE(BigInt(RESOLVE), 16);
  const name = Buffer.from(`${path}\0`, 'latin1');
  let found = -1;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    found = libc.openat2(root, name, how);
    if (found >= 0 || libc.errno() !== EAGAIN) return found;
  }
  return found;
}

/** All namespaces are files of one file system, by whatever way they are found. */
function isNamespace(fd: number, id: string): boolean {
  const there = fstatSync(fd);
  return there.dev === statSync('/proc/thread-self/ns/net').dev && there.ino === numberOf(id);
}
