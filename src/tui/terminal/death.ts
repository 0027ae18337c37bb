import type { ReadStream, WriteStream } from 'node:tty';

const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

export interface DeathWatch {
  /** Rejects with what crashed the process. */
  readonly crashed: Promise<never>;
  end(): void;
}

/**
 * Calls `close` before the process dies of a signal, of an error that nobody caught, or of a terminal that went away, so
 * that the terminal is restored. A signal then kills the process as if it had not been caught: whoever waits sees which.
 */
export function onDeath(
  { stdin, stdout }: { readonly stdin: ReadStream; readonly stdout: WriteStream },
  close: () => void,
): DeathWatch {
  let crash: (error: unknown) => void = () => undefined;
  const crashed = new Promise<never>((_, reject) => {
    crash = reject;
  });
  const signalled = (signal: NodeJS.Signals) => {
    close();
    end();
    process.kill(process.pid, signal);
  };
  const end = () => {
    for (const signal of SIGNALS) process.off(signal, signalled);
    process.off('uncaughtException', crash);
    stdin.off('end', close);
    stdin.off('error', close);
  };
  for (const signal of SIGNALS) process.on(signal, signalled);
  process.on('uncaughtException', crash);
  stdin.on('end', close);
  stdin.on('error', close);
  // Stays: writing to a terminal that is gone fails again while the view is taken down.
  stdout.on('error', close);
  return { crashed, end };
}
