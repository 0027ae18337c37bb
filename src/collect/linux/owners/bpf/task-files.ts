import { fstatSync } from 'node:fs';
import type { Libc } from '../../system/libc.js';
import { LEVELS, RECORD, RECORD_SIZE } from './record.js';
import { parseTaskFileLayout } from './task-file-layout.js';
import { SOCKFS_MAGIC, taskFileProgram } from './task-file-program.js';
import { threadProgram } from './thread-program.js';

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

/** Commands and values of linux/bpf.h. */
const BPF_PROG_LOAD = 5;
const BPF_OBJ_GET_INFO_BY_FD = 15;
const BPF_BTF_GET_FD_BY_ID = 19;
const BPF_LINK_CREATE = 28;
const BPF_ITER_CREATE = 33;
const BPF_PROG_TYPE_TRACING = 26;
const BPF_TRACE_ITER = 28;
/** The kernel's own types are the first that it registers. */
const VMLINUX_BTF = 1;
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
 * EINTR: a signal came. EAGAIN: one came while a program was looked through (do_check in kernel/bpf/verifier.c), or a million files
 * had nothing to tell (bpf_seq_read in kernel/bpf/bpf_iter.c).
 */
const GOES_ON: ReadonlySet<number> = new Set([4, 11]);
const TRIES = 8;
/** bpf_seq_write(), which the program calls, is for programs under the GPL; this one is under it as well. */
const LICENSE = Buffer.from('Dual MIT/GPL\0');

/**
 * The iterators are loaded when one is first asked for (8 ms) and kept: a look at all then costs 0.3 µs a descriptor, a tenth of
 * what /proc takes, and less a thread.
 */
export function createTaskFiles(libc: Libc): TaskFiles {
  let links: Links | undefined;
  const attached = () => {
    links ??= attach(libc);
    return links;
  };
  return {
    each(visit) {
      const records = readFiles(libc, attached().files);
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
      const bytes = readAll(libc, attached().threads);
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
    close() {
      for (const link of [links?.files, links?.threads]) if (link !== undefined) libc.close(link);
      links = {};
    },
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
  const iterator = call(libc, BPF_ITER_CREATE, 8, (attributes) => attributes.writeUInt32LE(link, 0));
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

/** Links that iterators can be made of, as descriptors; undefined what the kernel does not take. */
interface Links {
  readonly files?: number | undefined;
  readonly threads?: number | undefined;
}

function attach(libc: Libc): Links {
  const btf = readVmlinuxBtf(libc);
  const layout = btf && parseTaskFileLayout(Buffer.from(btf));
  // Megabytes, which would stay until a collection of old objects.
  btf?.resize(0);
  if (layout === undefined) return {};
  const { iterator, threads, sockets } = layout;
  return {
    files:
      attachProgram(libc, taskFileProgram(layout, sockets), iterator) ??
      (sockets && attachProgram(libc, taskFileProgram(layout), iterator)),
    threads: threads && attachProgram(libc, threadProgram(layout, threads), threads.iterator),
  };
}

/** `iterator`: BTF id of the function of the kernel that calls it. */
function attachProgram(libc: Libc, code: Buffer, iterator: number): number | undefined {
  const program = call(libc, BPF_PROG_LOAD, 128, (attributes) => {
    attributes.writeUInt32LE(BPF_PROG_TYPE_TRACING, 0);
    attributes.writeUInt32LE(code.length / 8, 4);
    attributes.writeBigUInt64LE(libc.addressOf(code), 8);
    attributes.writeBigUInt64LE(libc.addressOf(LICENSE), 16);
    attributes.write('listenscope', 48, 'latin1');
    attributes.writeUInt32LE(BPF_TRACE_ITER, 68);
    attributes.writeUInt32LE(iterator, 108);
  });
  if (program < 0) return undefined;
  const link = call(libc, BPF_LINK_CREATE, 48, (attributes) => {
    attributes.writeUInt32LE(program, 0);
    attributes.writeUInt32LE(BPF_TRACE_ITER, 8);
  });
  // The link keeps the program.
  libc.close(program);
  return link < 0 ? undefined : link;
}

/** From the kernel in one piece: what /sys/kernel/btf/vmlinux gives page by page. */
function readVmlinuxBtf(libc: Libc): ArrayBuffer | undefined {
  const fd = call(libc, BPF_BTF_GET_FD_BY_ID, 16, (attributes) => attributes.writeUInt32LE(VMLINUX_BTF, 0));
  if (fd < 0) return undefined;
  // struct bpf_btf_info
  const info = Buffer.alloc(40);
  const ask = () =>
    call(libc, BPF_OBJ_GET_INFO_BY_FD, 16, (attributes) => {
      attributes.writeUInt32LE(fd, 0);
      attributes.writeUInt32LE(info.length, 4);
      attributes.writeBigUInt64LE(libc.addressOf(info), 8);
    });
  try {
    if (ask() < 0) return undefined;
    const size = info.readUInt32LE(8);
    const btf = new ArrayBuffer(size, { maxByteLength: size });
    info.fill(0);
    info.writeBigUInt64LE(libc.addressOf(Buffer.from(btf)), 0);
    info.writeUInt32LE(size, 8);
    return ask() < 0 ? undefined : btf;
  } finally {
    libc.close(fd);
  }
}

/** bpf(2) with union bpf_attr as `fill` writes it; -1 when the kernel refuses, or has no such call. */
function call(libc: Libc, command: number, size: number, fill: (attributes: Buffer) => void): number {
  const attributes = Buffer.alloc(size);
  fill(attributes);
  const { bpf } = libc;
  if (bpf === undefined) return -1;
  let result = -1;
  for (let tries = 0; tries < TRIES; tries++) {
    result = bpf(command, attributes, size);
    if (result >= 0 || !GOES_ON.has(libc.errno())) return result;
  }
  return result;
}
