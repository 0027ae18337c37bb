import type { HostIo } from '../../host-io.js';
import type { Libc } from '../system/libc.js';
import { mayLookAtAll } from '../system/may-look-at-all.js';
import { createTaskFiles } from './bpf/task-files.js';

/** Reads which sockets processes hold: the symbolic links in /proc/PID/fd, proc_pid_fd(5). */
export interface DescriptorReader {
  /** Every process that /proc shows, ascending. */
  pids(): readonly number[];
  /** Calls `visit` for each descriptor of `pid` that is a socket, `visitNamespace` for each that is a network namespace. */
  each(pid: number, visit: Visit, visitNamespace?: Visit): 'done' | 'denied' | 'gone';
  /**
   * The same of every process at once, from the kernel itself; false when it does not tell it this way, and nothing was visited.
   */
  all?(visit: VisitOf, visitNamespace?: VisitOf): boolean;
  /** Lets go of what `all` keeps. */
  close?(): void;
  /** The inode of the socket that is descriptor `fd` of `pid`; undefined when it is none, or gone. */
  socketAt(pid: number, fd: number): number | undefined;
}

type Visit = (fd: number, inode: number) => void;
type VisitOf = (pid: number, fd: number, inode: number) => void;

const O_DIRECTORY_CLOEXEC = 0o2200000;
const AT_FDCWD = -100;
const EACCES = 13;
const EPERM = 1;
const ENTRIES = 32_768;
const ZERO = 0x30;
const NINE = 0x39;
const LETTER_S = 0x73;
/** Of d_name in struct linux_dirent64. */
const NAME_OFFSET = 19;
/** Room for any pid or descriptor. */
const NAME = 24;
const LETTER_N = 0x6e;
/** linux/proc_ns.h. */
const PROC_DYNAMIC_FIRST = 0xf0000000;
const SOCKET = 'socket:[';
const NAMESPACE = 'net:[';
/** Longer than "socket:[18446744073709551615]". */
const TARGET = 64;

/**
 * Through libc where it is at hand, otherwise through Node. These calls are most of what collecting costs on a host with many
 * processes, and getdents64(2) with readlinkat(2) needs two thirds of the time of readdir and readlink on full paths.
 */
export function createDescriptorReader(io: HostIo, libc: Libc | undefined): DescriptorReader {
  if (libc === undefined) return portableReader(io);
  const reader = libcReader(io, libc);
  // The kernel tells pids as this process has its own; /proc may have been mounted in another PID namespace.
  const self = io.readLink('/proc/self');
  return self.ok && self.value === String(process.pid) ? { ...reader, ...kernelReader(io, libc) } : reader;
}

function portableReader(io: HostIo): DescriptorReader {
  const linkAt = (pid: number, fd: number | string) => {
    const link = io.readLink(`/proc/${pid}/fd/${fd}`);
    if (!link.ok) return { kind: link.why, inode: undefined };
    if (link.value === '/') return { kind: 'net', inode: unmountedNamespace(io, pid, fd) };
    const [, kind, inode] = /^(socket|net):\[(\d+)\]$/.exec(link.value) ?? [];
    return { kind, inode: inode === undefined ? undefined : Number(inode) };
  };
  return {
    pids() {
      const names = io.listDir('/proc');
      const pids = names.ok ? names.value.filter((name) => /^\d+$/.test(name)).map(Number) : [];
      return pids.sort((a, b) => a - b);
    },
    each(pid, visit, visitNamespace) {
      const names = io.listDir(`/proc/${pid}/fd`);
      if (!names.ok) return names.why === 'denied' ? 'denied' : 'gone';
      for (const name of names.value) {
        const { kind, inode } = linkAt(pid, name);
        if (kind === 'denied' && !mayLookAtAll(io)) return 'denied';
        if (inode === undefined) continue;
        if (kind === 'socket') visit(Number(name), inode);
        else visitNamespace?.(Number(name), inode);
      }
      return 'done';
    },
    socketAt(pid, fd) {
      const { kind, inode } = linkAt(pid, fd);
      return kind === 'socket' ? inode : undefined;
    },
  };
}

function kernelReader(io: HostIo, libc: Libc): Required<Pick<DescriptorReader, 'all' | 'close'>> {
  const files = createTaskFiles(libc);
  return {
    all(visit, visitNamespace) {
      const namespaces: (readonly [pid: number, fd: number])[] = [];
      const told = files.each((kind, pid, fd, inode) => {
        if (kind === 'socket') visit(pid, fd, inode);
        else namespaces.push([pid, fd]);
      });
      // Of namespaces there are many kinds; their few links tell which.
      for (const [pid, fd] of visitNamespace === undefined ? [] : namespaces) {
        const inode = networkNamespaceAt(io, pid, fd);
        if (inode !== undefined) visitNamespace?.(pid, fd, inode);
      }
      return told;
    },
    close: files.close,
  };
}

function networkNamespaceAt(io: HostIo, pid: number, fd: number): number | undefined {
  const link = io.readLink(`/proc/${pid}/fd/${fd}`);
  if (!link.ok) return undefined;
  if (link.value === '/') return unmountedNamespace(io, pid, fd);
  const inode = /^net:\[(\d+)\]$/.exec(link.value)?.[1];
  return inode === undefined ? undefined : Number(inode);
}

function libcReader(io: HostIo, libc: Libc): DescriptorReader {
  const entries = Buffer.allocUnsafe(ENTRIES);
  const target = Buffer.allocUnsafe(TARGET);
  const name = Buffer.alloc(NAME);
  const readLink = (directory: number, name: Uint8Array) => libc.readlinkat(directory, name, target, TARGET);
  /** Calls `visit` for the numbers among the names in `path`, with `name` set to each. False when it cannot be opened. */
  const eachNumberIn = (path: string, visit: (number: number, directory: number) => void): boolean => {
    const directory = libc.open(path, O_DIRECTORY_CLOEXEC);
    if (directory < 0) return false;
    for (;;) {
      const length = libc.getdents64(directory, entries, ENTRIES);
      if (length <= 0) break;
      eachNumber(entries, length, name, (number) => visit(number, directory));
    }
    libc.close(directory);
    return true;
  };
  return {
    pids() {
      const pids: number[] = [];
      eachNumberIn('/proc', (pid) => pids.push(pid));
      return pids.sort((a, b) => a - b);
    },
    each(pid, visit, visitNamespace) {
      let denied = false;
      const opened = eachNumberIn(`/proc/${pid}/fd`, (fd, directory) => {
        const length = readLink(directory, name);
        if (length < 0 && isDenied(libc.errno())) denied = true;
        const inode = parseSocketLink(target, length);
        if (inode !== undefined) visit(fd, inode);
        else if (visitNamespace !== undefined && (target[0] === LETTER_N || length === 1)) {
          const namespace = parseNamespaceLink(target, length) ?? unmountedNamespace(io, pid, fd);
          if (namespace !== undefined) visitNamespace(fd, namespace);
        }
      });
      // A process of the same user in another user namespace shows its descriptors, and not what they are.
      if (opened) return denied && !mayLookAtAll(io) ? 'denied' : 'done';
      return isDenied(libc.errno()) ? 'denied' : 'gone';
    },
    socketAt: (pid, fd) =>
      parseSocketLink(target, readLink(AT_FDCWD, Buffer.from(`/proc/${pid}/fd/${fd}\0`))),
  };
}

/**
 * The namespace behind a link that reads "/": what such a file was bind-mounted as is gone. The root directory reads the same,
 * but inodes of namespaces have numbers from PROC_DYNAMIC_FIRST on.
 */
function unmountedNamespace(io: HostIo, pid: number, fd: number | string): number | undefined {
  const inode = io.inodeOf(`/proc/${pid}/fd/${fd}`);
  return inode.ok && inode.value >= PROC_DYNAMIC_FIRST ? inode.value : undefined;
}

function isDenied(errno: number): boolean {
  return errno === EACCES || errno === EPERM;
}

/**
 * Calls `visit` for the names in an answer of getdents64(2) (struct linux_dirent64) that are numbers. `name` is then the
 * same with its NUL, ready for the next call: to make a string of it would cost as much as that.
 */
function eachNumber(
  entries: Uint8Array,
  length: number,
  name: Uint8Array,
  visit: (number: number) => void,
): void {
  let at = 0;
  while (at < length) {
    const start = at + NAME_OFFSET;
    let i = 0;
    let number = 0;
    for (let byte = entries[start] ?? 0; byte >= ZERO && byte <= NINE; byte = entries[start + i] ?? 0) {
      name[i++] = byte;
      number = number * 10 + byte - ZERO;
    }
    name[i] = 0;
    // The name ended where the digits did: it is neither "." nor "..".
    if (entries[start + i] === 0) visit(number);
    at += (entries[at + 16] ?? 0) | ((entries[at + 17] ?? 0) << 8);
  }
}

/** The number in "socket:[123]", if that is what the `length` bytes in `target` are. */
function parseSocketLink(target: Uint8Array, length: number): number | undefined {
  // No other target on Linux begins with an "s": paths begin with a slash, the rest is "pipe:[", "anon_inode:", …
  return length < SOCKET.length + 2 || target[0] !== LETTER_S
    ? undefined
    : numberFrom(target, SOCKET.length, length - 1);
}

/** The number in "net:[4026531840]". */
function parseNamespaceLink(target: Buffer, length: number): number | undefined {
  return length > NAMESPACE.length && target.toString('latin1', 0, NAMESPACE.length) === NAMESPACE
    ? numberFrom(target, NAMESPACE.length, length - 1)
    : undefined;
}

function numberFrom(target: Uint8Array, start: number, end: number): number {
  let number = 0;
  for (let i = start; i < end; i++) number = number * 10 + (target[i] ?? ZERO) - ZERO;
  return number;
}
