import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, endianness } from 'node:os';
import type { LibraryHandle } from 'koffi';

/**
 * The calls of libc(7) that Node has no way to make: netlink needs sockets of its own, entering a namespace setns(2), the
 * walk over /proc/PID/fd calls that are cheaper than Node's.
 */
export interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  bind(fd: number, address: Uint8Array, length: number): number;
  /** `descriptors`: an array of struct pollfd, whose revents are filled in. */
  poll(descriptors: Uint8Array, count: number, timeout: number): number;
  setsockopt(fd: number, level: number, option: number, value: Uint8Array, length: number): number;
  getsockopt(fd: number, level: number, option: number, value: Uint8Array, length: Uint8Array): number;
  send(fd: number, data: Uint8Array, length: number, flags: number): number;
  recv(fd: number, data: Uint8Array, length: number, flags: number): number;
  close(fd: number): number;
  read(fd: number, target: Uint8Array, size: number): number;
  /** Moves the calling thread alone. */
  setns(fd: number, kind: number): number;
  open(path: string, flags: number): number;
  openat(directory: number, path: string, flags: number): number;
  /** openat2(2), which libc may have no function for. `path` with the NUL that ends it, `how`: struct open_how. */
  openat2(directory: number, path: Uint8Array, how: Uint8Array): number;
  /** `handle`: struct file_handle. */
  openByHandleAt(mount: number, handle: Uint8Array, flags: number): number;
  getdents64(directory: number, target: Uint8Array, size: number): number;
  /** `path` with the NUL that ends it. */
  readlinkat(directory: number, path: Uint8Array, target: Uint8Array, size: number): number;
  /** statx(2), into a struct statx. `path` with the NUL that ends it. Undefined in an older libc. */
  readonly statx:
    | ((directory: number, path: Uint8Array, flags: number, mask: number, target: Uint8Array) => number)
    | undefined;
  /** bpf(2), which libc has no function for; undefined on an architecture whose number for it is not known here. */
  readonly bpf: ((command: number, attributes: Uint8Array, size: number) => number) | undefined;
  /** Where in memory the bytes begin, for structures that point to others. The bytes have to be kept as long as that is used. */
  addressOf(bytes: Uint8Array): bigint;
  /** errno of the last call that failed. */
  errno(): number;
}

/** The number of bpf(2) by `process.arch`; newer architectures share theirs. */
const BPF_CALL: Readonly<Record<string, number>> = { x64: 321, arm64: 280, riscv64: 280, loong64: 280 };

/** The number of openat2(2), the same by every architecture that Node runs on. */
const OPENAT2_CALL = 437;

let loaded: { readonly libc: Libc | undefined } | undefined;

/**
 * libc through koffi, loaded on the first call (2 ms). Undefined where koffi has no binary for this system or was not
 * installed: what needs it has another, slower way.
 */
export function loadLibc(): Libc | undefined {
  loaded ??= { libc: tryLoad() };
  return loaded.libc;
}

function tryLoad(): Libc | undefined {
  // The structures of the kernel are read as little-endian.
  if (endianness() === 'BE') return undefined;
  try {
    const koffi = loadKoffi(createRequire(import.meta.url));
    // The process itself: its libc is there under every name that glibc and musl give theirs.
    const system = koffi.load(null);
    return {
      socket: system.func('int socket(int, int, int)'),
      bind: system.func('int bind(int, const uint8_t *, uint32_t)'),
      poll: system.func('int poll(uint8_t *, unsigned long, int)'),
      setsockopt: system.func('int setsockopt(int, int, int, const uint8_t *, uint32_t)'),
      getsockopt: system.func('int getsockopt(int, int, int, uint8_t *, uint8_t *)'),
      send: system.func('long send(int, const uint8_t *, unsigned long, int)'),
      recv: system.func('long recv(int, uint8_t *, unsigned long, int)'),
      close: system.func('int close(int)'),
      read: system.func('long read(int, uint8_t *, unsigned long)'),
      setns: system.func('int setns(int, int)'),
      open: system.func('int open(const char *, int)'),
      openat: system.func('int openat(int, const char *, int)'),
      openat2: openat2Of(system),
      openByHandleAt: system.func('int open_by_handle_at(int, const uint8_t *, int)'),
      getdents64: firstOf(system, [
        'long getdents64(int, uint8_t *, unsigned long)',
        // The same in musl, which may not export it under the other name.
        'long getdents(int, uint8_t *, unsigned long)',
      ]),
      readlinkat: system.func('long readlinkat(int, const uint8_t *, uint8_t *, unsigned long)'),
      statx: optional(() => system.func('int statx(int, const uint8_t *, int, unsigned int, uint8_t *)')),
      bpf: bpfOf(system),
      addressOf: (bytes) => BigInt(koffi.address(bytes)),
      errno: () => koffi.errno(),
    };
  } catch {
    return undefined;
  }
}

/**
 * koffi's binary for this system, straight from its package where that is certain: koffi's own entry looks in many places
 * first, which takes 5 ms. With musl on the system, whose loader has its place in /lib, koffi shall choose.
 */
function loadKoffi(require: NodeJS.Require): Pick<typeof import('koffi'), 'address' | 'load' | 'errno'> {
  try {
    const hasMusl = readdirSync('/lib').some((name) => name.startsWith('ld-musl-'));
    if (!hasMusl) return require(`@koromix/koffi-linux-${arch()}/linux_${arch()}/koffi.node`);
  } catch {
    // Packed in another way: koffi knows.
  }
  return require('koffi');
}

function bpfOf(library: LibraryHandle): Libc['bpf'] {
  const number = BPF_CALL[arch()];
  if (number === undefined) return undefined;
  const syscall = library.func('long syscall(long, int, uint8_t *, uint32_t)');
  return (command, attributes, size) => syscall(number, command, attributes, size);
}

function openat2Of(library: LibraryHandle): Libc['openat2'] {
  const syscall = library.func('long syscall(long, int, const uint8_t *, const uint8_t *, unsigned long)');
  return (directory, path, how) => syscall(OPENAT2_CALL, directory, path, how, how.length);
}

function optional<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}

/** The first of `prototypes` that `library` has. */
function firstOf(library: LibraryHandle, prototypes: readonly string[]): ReturnType<LibraryHandle['func']> {
  const [prototype = '', ...others] = prototypes;
  try {
    return library.func(prototype);
  } catch (error) {
    if (others.length === 0) throw error;
    return firstOf(library, others);
  }
}
