/** What a command asks of the terminal or pipe that it was started in. */
export interface Terminal {
  /** Writes to stdout; resolves when more may be written, false once nobody reads any more. */
  print(text: string): Promise<boolean>;
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

/** True when colours are wanted: on a terminal that has them, unless NO_COLOR (no-color.org) says otherwise. */
export function wantsColour({ stdoutIsTerminal, env }: Terminal): boolean {
  return stdoutIsTerminal && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** True when a live view can be drawn and steered. */
export function isInteractive({ stdinIsTerminal, stdoutIsTerminal, env }: Terminal): boolean {
  return stdinIsTerminal && stdoutIsTerminal && env.TERM !== 'dumb';
}

/** The terminal or pipes of this process. */
export function createTerminal(): Terminal {
  const { stdout, stderr, stdin, env } = process;
  let closed = false;
  let failure: string | undefined;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    closed = true;
    // A reader that has seen enough (`| head`) is no error.
    if (error.code !== 'EPIPE') failure ??= error.message;
  });
  stderr.on('error', () => {});
  return {
    print: (text) =>
      new Promise((resolve) => {
        if (closed) resolve(false);
        else stdout.write(text, (error) => resolve(error === undefined || error === null));
      }),
    writeFailure: () => failure,
    complain: (line) => stderr.write(`listenscope: ${line}\n`),
    async readInput() {
      const chunks: Buffer[] = [];
      for await (const chunk of stdin) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    env,
    stdinIsTerminal: stdin.isTTY === true,
    stdoutIsTerminal: stdout.isTTY === true,
    columns: stdout.isTTY ? stdout.columns : undefined,
  };
}
