import { fstatSync } from 'node:fs';
import type { Libc } from '../../system/libc.js';
import { bpfCall, GOES_ON } from './bpf-call.js';
import { createPrograms } from './load-programs.js';
import { LEVELS, RECORD, RECORD_SIZE } from './record.js';
import { SOCKFS_MAGIC } from './task-file-program.js';

/** What is asked of all processes of the PID namespace of this one. */
export interface TaskFiles {
  /**
   * Calls `visit` for each open file that is a socket or a namespace; `waitsIn`: the network namespace of a socket of IP that listens
   * or gets datagrams, where the kernel tells. False when it cannot be told this way: without rights, BTF or the iterator.
   */
  each(
    visit: (kind: 'socket' | 'namespace', pid: number, fd: number, inode: number, waitsIn: number) => void,
  ): boolean;
  /**
   * Calls `visit` for each thread that is in another network namespace, whose inode is `inode`, than the first one of its process
   * `pid`, or whose first one has ended. False when it cannot be told this way.
   */
  threads(visit: (pid: number, thread: number, inode: number) => void): boolean;
  close(): void;
}

/** linux/bpf.h. */
const BPF_ITER_CREATE = 33;
/** socket(2). */
const AF_UNIX = 1;
/** AF_INET and AF_INET6. */
const IP = [2, 10];
const SOCK_STREAM = 1;
/** net/tcp_states.h. */
const TCP_LISTEN = 10;
const SOCK_DGRAM_CLOEXEC = 0o2000002;
const PAIR = 2 * RECORD_SIZE;
const PIECE = PAIR * 1024;

/**
 * The iterators are loaded when one is first asked for (8 ms) and kept: a look at all then costs 0.3 µs a descriptor, a tenth of
 * what /proc takes, and less a thread.
 */
export function createTaskFiles(libc: Libc): TaskFiles {
  const programs = createPrograms(libc);
  return {
    each(visit) {
      const records = readFiles(libc, programs.files());
      if (records === undefined) return false;
      const { bytes, level, own } = records;
      for (let at = 0; at + RECORD_SIZE <= bytes.length; at += RECORD_SIZE) {
        const inode = inodeAt(bytes, at);
        const kind = bytes.readUInt32LE(at + RECORD.magic) === SOCKFS_MAGIC ? 'socket' : 'namespace';
        if (inode === own) continue;
        const pid = numberAt(bytes, at, level);
        visit(kind, pid, bytes.readUInt32LE(at + RECORD.word), inode, waitsIn(bytes, at));
      }
      return true;
    },
    threads(visit) {
      const bytes = readAll(libc, programs.threads());
      if (bytes === undefined) return false;
      const isOwn = (at: number) => bytes.readUInt32LE(at + RECORD.word) === 1;
      let level: number | undefined;
      for (let at = 0; at + PAIR <= bytes.length; at += PAIR) if (isOwn(at)) level = ownLevel(bytes, at);
      if (level === undefined) return false;
      for (let at = 0; at + PAIR <= bytes.length; at += PAIR)
        if (!isOwn(at))
          visit(numberAt(bytes, at, level), numberAt(bytes, at + RECORD_SIZE, level), inodeAt(bytes, at));
      return true;
    },
    close: programs.close,
  };
}

interface Records {
  readonly bytes: Buffer;
  /** At which the numbers of processes are those of /proc: the level of this process itself. */
  readonly level: number;
  /** The inode of the socket by which it was known. */
  readonly own: number;
}

/** The records of all processes. Undefined when this one is not found among them under the number that it has in /proc. */
function readFiles(libc: Libc, link: number | undefined): Records | undefined {
  if (link === undefined) return undefined;
  const own = libc.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
  if (own < 0) return undefined;
  try {
    const bytes = readAll(libc, link);
    const { ino } = fstatSync(own);
    if (bytes === undefined) return undefined;
    // From the end: young processes, such as this one, come last.
    for (let at = bytes.length - RECORD_SIZE; at >= 0; at -= RECORD_SIZE) {
      if (inodeAt(bytes, at) !== ino) continue;
      const level = ownLevel(bytes, at);
      return level === undefined ? undefined : { bytes, level, own: ino };
    }
    return undefined;
  } finally {
    libc.close(own);
  }
}

/** The level of the record of this process; undefined where that does not have the number that it has in /proc. */
function ownLevel(bytes: Buffer, record: number): number | undefined {
  const level = bytes.readUInt32LE(record + RECORD.level);
  return level < LEVELS && numberAt(bytes, record, level) === process.pid ? level : undefined;
}

/** The network namespace of a socket of IP that waits for packets of strangers; 0 for others. */
function waitsIn(bytes: Buffer, record: number): number {
  const listens = bytes.readUInt16LE(record + RECORD.state) === TCP_LISTEN;
  if (!listens && bytes.readUInt16LE(record + RECORD.type) === SOCK_STREAM) return 0;
  return IP.includes(bytes.readUInt16LE(record + RECORD.family))
    ? bytes.readUInt32LE(record + RECORD.network)
    : 0;
}

function numberAt(bytes: Buffer, record: number, level: number): number {
  return bytes.readUInt32LE(record + RECORD.numbers + 4 * level);
}

function readAll(libc: Libc, link: number | undefined): Buffer | undefined {
  if (link === undefined) return undefined;
  const iterator = bpfCall(libc, BPF_ITER_CREATE, 8, (attributes) => attributes.writeUInt32LE(link, 0));
  if (iterator < 0) return undefined;
  const pieces: Buffer[] = [];
  const piece = Buffer.allocUnsafe(PIECE);
  let length: number;
  do {
    length = libc.read(iterator, piece, PIECE);
    if (length > 0) pieces.push(Buffer.from(piece.subarray(0, length)));
  } while (length > 0 || (length < 0 && GOES_ON.has(libc.errno())));
  libc.close(iterator);
  return length === 0 ? Buffer.concat(pieces) : undefined;
}

function inodeAt(bytes: Buffer, record: number): number {
  return bytes.readUInt32LE(record + RECORD.inode) + 2 ** 32 * bytes.readUInt32LE(record + RECORD.inode + 4);
}
