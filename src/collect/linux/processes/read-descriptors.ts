import type { HostIo } from '../../host-io.js';
import type { Libc } from '../system/libc.js';
import { mayLookAtAll } from '../system/may-look-at-all.js';
import { createTaskFiles, type TaskFiles } from './bpf/task-files.js';
import { createNumberLister } from './list-numbers.js';
import { createNumberReader, GONE } from './namespace-numbers.js';
import { createThreadReader, type ThreadReader } from './read-threads.js';

/** Reads which sockets processes hold: the symbolic links in /proc/PID/fd, proc_pid_fd(5). */
export interface DescriptorReader {
  /** Every process that /proc shows, ascending. */
  pids(): readonly number[];
  /** Calls `visit` for each descriptor of `pid` that is a socket. */
  each(pid: number, visit: Visit, visitor?: NamespaceVisitor): 'done' | 'denied' | 'gone';
  /**
   * The same of every process at once, from the kernel itself; false when it does not tell it this way, and nothing was visited.
   */
  all?(visit: VisitOf, visitor?: NamespaceVisitor): boolean;
  /** Lets go of what `all` keeps. */
  close?(): void;
  /** The inode of the socket that is descriptor `fd` of `pid`; undefined when it is none, or gone. */
  socketAt(pid: number, fd: number): number | undefined;
}

/** Is told of the network namespaces that the walk comes by. */
export interface NamespaceVisitor {
  /** A descriptor of `pid`, at `path`, is one. */
  descriptor(pid: number, path: string, inode: number): void;
  /** A thread of `pid` is in one, and the first thread is in another or has ended. */
  thread(pid: number, thread: number, inode: number): void;
  /** A socket of `pid` waits for packets of IP in one. Only the kernel itself tells, and not of every socket in the same. */
  waiting(pid: number, inode: number): void;
}

type Visit = (fd: number, inode: number) => void;
type VisitOf = (pid: number, fd: number, inode: number) => void;

const AT_FDCWD = -100;
const EACCES = 13;
const EPERM = 1;
const ZERO = 0x30;
const LETTER_S = 0x73;
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
  // The kernel tells pids as this process has its own; /proc may have been mounted in another PID namespace.
  const self = io.readLink('/proc/self');
  const files = self.ok && self.value === String(process.pid) ? createTaskFiles(libc) : undefined;
  const threads = createThreadReader(io, libc, files);
  const reader = libcReader(io, libc, threads);
  return files === undefined ? reader : { ...reader, ...kernelReader(io, files, threads, reader.pids) };
}

function portableReader(io: HostIo): DescriptorReader {
  const linkAt = (pid: number, fd: number | string) => {
    const link = io.readLink(`/proc/${pid}/fd/${fd}`);
    if (!link.ok) return { kind: link.why, inode: undefined };
    if (link.value === '/') return { kind: 'net', inode: unmountedNamespace(io, pid, fd) };
    const [, kind, inode] = /^(socket|net):\[(\d+)\]$/.exec(link.value) ?? [];
    return { kind, inode: inode === undefined ? undefined : Number(inode) };
  };
  const namespaceOf = createNumberReader(io, undefined, 'net');
  const eachThread = (pid: number, visitor: NamespaceVisitor) => {
    const threads = io.listDir(`/proc/${pid}/task`);
    if (!threads.ok || threads.value.length < 2) return;
    const first = namespaceOf(pid);
    for (const thread of threads.value.map(Number)) {
      const namespace = namespaceOf(thread);
      if (namespace > GONE && namespace !== first) visitor.thread(pid, thread, namespace);
    }
  };
  return {
    pids() {
      const names = io.listDir('/proc');
      const pids = names.ok ? names.value.filter((name) => /^\d+$/.test(name)).map(Number) : [];
      return pids.sort((a, b) => a - b);
    },
    each(pid, visit, visitor) {
      const names = io.listDir(`/proc/${pid}/fd`);
      if (!names.ok) return names.why === 'denied' ? 'denied' : 'gone';
      for (const name of names.value) {
        const { kind, inode } = linkAt(pid, name);
        if (kind === 'denied' && !mayLookAtAll(io)) return 'denied';
        if (inode === undefined) continue;
        if (kind === 'socket') visit(Number(name), inode);
        else visitor?.descriptor(pid, `/proc/${pid}/fd/${name}`, inode);
      }
      if (visitor !== undefined) eachThread(pid, visitor);
      return 'done';
    },
    socketAt(pid, fd) {
      const { kind, inode } = linkAt(pid, fd);
      return kind === 'socket' ? inode : undefined;
    },
  };
}

function kernelReader(
  io: HostIo,
  files: TaskFiles,
  threads: ThreadReader,
  pids: () => readonly number[],
): Required<Pick<DescriptorReader, 'all' | 'close'>> {
  return {
    all(visit, visitor) {
      const namespaces: (readonly [pid: number, fd: number])[] = [];
      let last = 0;
      const told = files.each((kind, pid, fd, inode, waitsIn) => {
        if (kind === 'socket') visit(pid, fd, inode);
        else namespaces.push([pid, fd]);
        if (waitsIn === 0 || waitsIn === last) return;
        last = waitsIn;
        visitor?.waiting(pid, waitsIn);
      });
      if (!told || visitor === undefined) return told;
      // Of namespaces there are many kinds; their few links tell which.
      for (const [pid, fd] of namespaces) {
        const inode = networkNamespaceAt(io, pid, fd);
        if (inode !== undefined) visitor.descriptor(pid, `/proc/${pid}/fd/${fd}`, inode);
      }
      threads.all(pids(), visitor.thread);
      return true;
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

function libcReader(io: HostIo, libc: Libc, threads: ThreadReader): DescriptorReader {
  const target = Buffer.allocUnsafe(TARGET);
  const list = createNumberLister(libc);
  const readLink = (directory: number, name: Uint8Array) => libc.readlinkat(directory, name, target, TARGET);
  const socketAt = (pid: number, fd: number) =>
    parseSocketLink(target, readLink(AT_FDCWD, Buffer.from(`/proc/${pid}/fd/${fd}\0`)));

  /** `task`: the process, or the thread by which its descriptors are to be seen. */
  const look = (task: number, pid: number, visit: Visit, visitor: NamespaceVisitor | undefined) => {
    let [denied, isEmpty, count] = [false, true, 1];
    const opened = list.each(
      `/proc/${task}/fd`,
      (fd, directory) => {
        isEmpty = false;
        const length = readLink(directory, list.name);
        if (length < 0 && isDenied(libc.errno())) denied = true;
        const inode = parseSocketLink(target, length);
        if (inode !== undefined) visit(fd, inode);
        else if (visitor !== undefined && (target[0] === LETTER_N || length === 1)) {
          const namespace = parseNamespaceLink(target, length) ?? unmountedNamespace(io, task, fd);
          if (namespace !== undefined) visitor.descriptor(pid, `/proc/${task}/fd/${fd}`, namespace);
        }
      },
      (directory) => {
        if (task === pid && (isEmpty || visitor !== undefined)) count = threads.count(directory);
      },
    );
    if (!opened) return isDenied(libc.errno()) ? 'denied' : 'gone';
    const instead = isEmpty && count > 1 ? threads.instead(pid) : undefined;
    if (instead !== undefined) look(instead, pid, visit, visitor);
    if (visitor !== undefined)
      threads.each(pid, count, (thread, inode) => visitor.thread(pid, thread, inode));
    // A process of the same user in another user namespace shows its descriptors, and not what they are.
    return denied && !mayLookAtAll(io) ? 'denied' : 'done';
  };

  return {
    pids() {
      const pids: number[] = [];
      list.each('/proc', (pid) => pids.push(pid));
      return pids.sort((a, b) => a - b);
    },
    each: (pid, visit, visitor) => look(pid, pid, visit, visitor),
    socketAt(pid, fd) {
      const inode = socketAt(pid, fd);
      const instead = inode === undefined ? threads.instead(pid) : undefined;
      return instead === undefined ? inode : socketAt(instead, fd);
    },
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
