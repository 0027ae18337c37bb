import { writeSync } from 'node:fs';

const STDOUT = 1;

/** What a command asks of the terminal or pipe that it was started in. */
export interface Terminal {
  /** Writes to stdout; resolves when more may be written, false once nobody reads any more. Bytes are UTF-8. */
  print(text: string | Uint8Array): Promise<boolean>;
  /** Writes as much to stdout as it takes at once, for who tries again later; may be called after failures. */
  offer(bytes: Buffer): Offered;
  /** Why stdout could not be written, a closed pipe apart: "ENOSPC: no space left on device, write". */
  writeFailure(): string | undefined;
  /** One line to stderr. */
  complain(line: string): void;
  /** Everything on stdin. */
  readInput(): Promise<Buffer>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  /** Cells in a row of stdout; undefined when it is no terminal. */
  readonly columns: number | undefined;
}

/** What became of bytes: how many were taken, and why no more: "full" is a pipe whose reader is slow, "closed" one without. */
export interface Offered {
  readonly taken: number;
  readonly outcome:
    | { readonly kind: 'open' | 'full' | 'closed' }
    | { readonly kind: 'failed'; readonly problem: string };
}

/** True when colours are wanted: on a terminal that has them, unless NO_COLOR (no-color.org) says otherwise. */
export function wantsColour({ stdoutIsTerminal, env }: Terminal): boolean {
  return stdoutIsTerminal && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** True when a live view can be drawn and steered. */
export function isInteractive({ stdinIsTerminal, stdoutIsTerminal, env }: Terminal): boolean {
  return stdinIsTerminal && stdoutIsTerminal && env.TERM !== 'dumb';
}

/** The terminal or pipes of this process. Node makes each of its streams on first use, which takes a millisecond or more. */
export function createTerminal(): Terminal {
  let stdout: NodeJS.WriteStream | undefined;
  let closed = false;
  let failure: string | undefined;
  const fail = (error: unknown) => {
    closed = true;
    // A reader that has seen enough (`| head`) is no error.
    if (codeOf(error) !== 'EPIPE') failure ??= error instanceof Error ? error.message : String(error);
  };
  const stream = (bytes: Buffer) =>
    new Promise<boolean>((resolve) => {
      stdout ??= process.stdout.on('error', fail);
      stdout.write(bytes, (error) => resolve(error === undefined || error === null));
    });
  return {
    async print(text) {
      if (closed) return false;
      try {
        const rest = writeNow(
          typeof text === 'string'
            ? Buffer.from(text)
            : Buffer.from(text.buffer, text.byteOffset, text.length),
        );
        return rest.length === 0 || stream(rest);
      } catch (error) {
        fail(error);
        return false;
      }
    },
    offer,
    writeFailure: () => failure,
    complain: (line) => process.stderr.on('error', () => {}).write(`listenscope: ${line}\n`),
    async readInput() {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    env: process.env,
    get stdinIsTerminal() {
      return process.stdin.isTTY === true;
    },
    get stdoutIsTerminal() {
      return process.stdout.isTTY === true;
    },
    get columns() {
      return process.stdout.isTTY ? process.stdout.columns : undefined;
    },
  };
}

function offer(bytes: Buffer): Offered {
  let taken = 0;
  try {
    while (taken < bytes.length) taken += writeSync(STDOUT, bytes, taken);
    return { taken, outcome: { kind: 'open' } };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EAGAIN') return { taken, outcome: { kind: 'full' } };
    if (code === 'EPIPE') return { taken, outcome: { kind: 'closed' } };
    const problem = error instanceof Error ? error.message : String(error);
    return { taken, outcome: { kind: 'failed', problem } };
  }
}

/**
 * Writes to stdout without a stream, and returns what it did not take: a full pipe that must not block. Consoles of
 * Windows take no UTF-8 this way, and get nothing.
 */
function writeNow(bytes: Buffer): Buffer {
  let rest = bytes;
  try {
    while (rest.length > 0 && process.platform !== 'win32') rest = rest.subarray(writeSync(STDOUT, rest));
  } catch (error) {
    if (codeOf(error) !== 'EAGAIN') throw error;
  }
  return rest;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
