import {
  accessSync,
  closeSync,
  constants,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  statSync,
} from 'node:fs';

import { readOfTree } from './read-of-tree.js';

/** Why the system did not give something that may well be absent: expected trouble, hence a value. */
export interface Failure {
  readonly ok: false;
  /** missing: no such thing (ENOENT, ENOTDIR, ESRCH: a process that is gone). denied: no right to look. failed: the rest. */
  readonly why: 'missing' | 'denied' | 'failed';
  readonly detail: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | Failure;

export type RunResult =
  | { readonly kind: 'exited'; readonly code: number; readonly stdout: string; readonly stderr: string }
  /** The program is in none of the directories of the system. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'timed-out'; readonly timeoutMs: number }
  /** It could not be started, was killed by a signal, or printed more than MAX_OUTPUT bytes. */
  | { readonly kind: 'failed'; readonly detail: string };

export interface FileStatus {
  readonly inode: number;
  /** Type and permissions: inode(7). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface RunOptions {
  /** Default 10,000. The program gets SIGKILL then. */
  readonly timeoutMs?: number;
}

/** Everything that collecting asks of the system. It only reads. */
export interface HostIo {
  readonly platform: string;
  /** Effective uid; undefined where the system has none. */
  readonly uid: number | undefined;
  now(): Date;
  /**
   * A file as UTF-8; bytes that are none become U+FFFD. With `enough`, which is shown each piece of 64 KiB, only up to the
   * first piece that is: files of /proc are made while they are read, and may be long.
   */
  readText(path: string, enough?: (piece: string) => boolean): Result<string>;
  /**
   * Small files below a directory, which is looked up once for all; a failure for each where it is not there. Absent where there is
   * no quicker way than one file after the other: see readTexts.
   */
  readTexts?(directory: string, names: readonly string[]): readonly Result<string>[];
  /**
   * The text of a regular file below a directory whose tree somebody else may have made; a failure where a symbolic link is on the
   * way. Absent where there is no such tree.
   */
  readOfTree?(root: string, names: readonly string[]): Result<string>;
  /** The names in a directory, in no particular order. */
  listDir(path: string): Result<readonly string[]>;
  readLink(path: string): Result<string>;
  /** The number of the inode, of what a symbolic link refers to. */
  inodeOf(path: string): Result<number>;
  /** Whose a file is and who may do what with it, of what a symbolic link refers to. */
  statusOf(path: string): Result<FileStatus>;
  /** Absolute path of a program of the system, found without regard to PATH; undefined when it is not installed. */
  findProgram(name: string): string | undefined;
  /**
   * Runs a program of the system, named without its directory, without a shell, with LC_ALL=C and TZ=UTC and nothing
   * else of this environment. Never rejects.
   */
  run(name: string, args: readonly string[], options?: RunOptions): Promise<RunResult>;
}

/** The files `names` of `directory`, as readText has them. */
export function readTexts(
  io: HostIo,
  directory: string,
  names: readonly string[],
): readonly Result<string>[] {
  return io.readTexts?.(directory, names) ?? names.map((name) => io.readText(`${directory}/${name}`));
}

/** Where programs of the system are; PATH is not asked, since whoever sets it could pick what root runs. */
const PROGRAM_DIRECTORIES = ['/usr/sbin', '/usr/bin', '/sbin', '/bin', '/usr/local/sbin', '/usr/local/bin'];
const SYSTEM_PATH = PROGRAM_DIRECTORIES.join(':');
/** Printed rulesets of 100,000 rules stay below. */
const MAX_OUTPUT = 512 * 1024 * 1024;
const PIECE = 65_536;
/** How long a program has to end after SIGKILL. */
const LAST_MS = 500;

/** The real system. */
export function createHostIo(): HostIo {
  const programs = new Map<string, string | undefined>();
  const findProgram = (name: string) => {
    if (!programs.has(name)) programs.set(name, locate(name));
    return programs.get(name);
  };
  return {
    platform: process.platform,
    uid: process.geteuid?.(),
    now: () => new Date(),
    readText: (path, enough) =>
      attempt(() => (enough === undefined ? readFileSync(path, 'utf8') : readUntil(path, enough))),
    readOfTree: (root, names) => attempt(() => readOfTree(root, names)),
    listDir: (path) => attempt(() => readdirSync(path)),
    readLink: (path) => attempt(() => readlinkSync(path)),
    inodeOf: (path) => attempt(() => statSync(path).ino),
    statusOf: (path) =>
      attempt(() => {
        const { ino: inode, mode, uid, gid } = statSync(path);
        return { inode, mode, uid, gid };
      }),
    findProgram,
    async run(name, args, options = {}) {
      const path = findProgram(name);
      return path === undefined ? { kind: 'missing' } : runAt(path, args, options.timeoutMs ?? 10_000);
    },
  };
}

function locate(name: string): string | undefined {
  for (const directory of PROGRAM_DIRECTORIES) {
    const path = `${directory}/${name}`;
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this directory: the next one may have it.
    }
  }
  return undefined;
}

function readUntil(path: string, enough: (piece: string) => boolean): string {
  const buffer = Buffer.allocUnsafe(PIECE);
  const decoder = new TextDecoder();
  const fd = openSync(path, 'r');
  let text = '';
  try {
    for (;;) {
      const length = readSync(fd, buffer, 0, PIECE, null);
      const piece = decoder.decode(buffer.subarray(0, length), { stream: length > 0 });
      text += piece;
      if (length === 0 || enough(piece)) return text;
    }
  } finally {
    closeSync(fd);
  }
}

function runAt(path: string, args: readonly string[], timeoutMs: number): Promise<RunResult> {
  // Loading child_process costs 3 ms, and the usual way through Linux starts no program.
  const { execFile } = process.getBuiltinModule('node:child_process');
  const options = {
    env: { PATH: SYSTEM_PATH, LC_ALL: 'C', TZ: 'UTC' },
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: MAX_OUTPUT,
  } as const;
  return new Promise((resolve) => {
    let late: NodeJS.Timeout | undefined;
    const child = execFile(path, args, options, (error, stdout, stderr) => {
      clearTimeout(late);
      if (error === null) resolve({ kind: 'exited', code: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ kind: 'exited', code: error.code, stdout, stderr });
      else if (error.killed && typeof error.code !== 'string') resolve({ kind: 'timed-out', timeoutMs });
      else resolve({ kind: 'failed', detail: error.message });
    });
    // It may be gone before it could have read anything.
    child.stdin?.on('error', () => {}).end();
    // A program that waits within the kernel does not end even by SIGKILL: it is left behind.
    late = setTimeout(() => {
      child.unref();
      resolve({ kind: 'timed-out', timeoutMs });
    }, timeoutMs + LAST_MS);
  });
}

/** Runs `read`, turning a system error into a value. Its stack trace, useless here, would cost more than the call. */
function attempt<T>(read: () => T): Result<T> {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return { ok: true, value: read() };
  } catch (error) {
    return failureOf(error);
  } finally {
    Error.stackTraceLimit = limit;
  }
}

const WHY: Readonly<Record<string, Failure['why']>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  ESRCH: 'missing',
  EACCES: 'denied',
  EPERM: 'denied',
};

function failureOf(error: unknown): Failure {
  if (!(error instanceof Error) || !('code' in error)) throw error;
  return { ok: false, why: whyNot(String(error.code)), detail: error.message };
}

/** What an error such as ENOENT (errno(3)) says of a file. */
export function whyNot(code: string): Failure['why'] {
  return WHY[code] ?? 'failed';
}
