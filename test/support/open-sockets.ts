import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('./sockets.mjs', import.meta.url));

export interface OpenedSocket {
  readonly spec: string;
  readonly fd?: number;
  readonly inode?: number;
  /** Pid of the second process that holds it. */
  readonly heir?: number;
  /** Why it could not be opened. */
  readonly error?: string;
}

export interface Arrival {
  /** The spec of the socket that got it. */
  readonly arrived: string;
  readonly from: string;
  readonly port: number;
  /** The datagram's bytes, one character each; absent for a connection. */
  readonly data?: string;
}

export interface OpenSockets {
  readonly pid: number;
  readonly sockets: readonly OpenedSocket[];
  /** Grows while the process serves. */
  readonly arrivals: readonly Arrival[];
  /** Closes the sockets and waits for the process to be gone. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Name of a network namespace under /run/netns; absent: the caller's own. */
  readonly namespace?: string;
  /** Accept connections and read datagrams. */
  readonly serve?: boolean;
}

/**
 * Opens sockets in a process of their own; the words of a spec are in sockets.mjs. Resolves when all are open. A socket that
 * this kernel does not have is in `sockets` with its `error`.
 */
export async function openSockets(specs: readonly string[], options: OpenOptions = {}): Promise<OpenSockets> {
  const command = [process.execPath, SCRIPT, ...(options.serve ? ['--serve'] : []), ...specs];
  const enter = options.namespace === undefined ? [] : ['nsenter', `--net=/run/netns/${options.namespace}`];
  const [program = process.execPath, ...args] = [...enter, ...command];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const arrivals: Arrival[] = [];
  const sockets = await readUntilReady(child, arrivals);
  const close = () => {
    child.stdin.end();
    return ended;
  };
  return { pid: child.pid ?? 0, sockets, arrivals, close };
}

function readUntilReady(
  child: ChildProcessByStdio<Writable, Readable, null>,
  arrivals: Arrival[],
): Promise<readonly OpenedSocket[]> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`sockets.mjs ended with ${code} before it was ready`)));
    createInterface(child.stdout).on('line', (line) => {
      const message = JSON.parse(line);
      if ('ready' in message) resolve(message.ready);
      else arrivals.push(message);
    });
  });
}
