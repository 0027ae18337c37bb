/** How long to wait for SIGCONT where nobody is there to stop the process (no job control), in milliseconds. */
const GRACE_MS = 100;

/**
 * Stops the whole foreground job, as the terminal would on ^Z were it not in raw mode: `npm start` and its shell must stop
 * as well, or nobody would notice.
 */
export function suspendGroup(): void {
  process.kill(0, 'SIGTSTP');
}

/**
 * Handles SIGTSTP: `handOver` gives the terminal back, awaits the function that it gets, which returns once the process
 * goes on, and takes the terminal again.
 */
export function onSuspension(handOver: (stopped: () => Promise<void>) => Promise<void>): { end(): void } {
  let isSuspended = false;
  const suspend = async () => {
    if (isSuspended) return;
    isSuspended = true;
    try {
      await handOver(stop);
    } finally {
      isSuspended = false;
    }
  };
  const handler = () => void suspend();
  process.on('SIGTSTP', handler);
  return { end: () => process.off('SIGTSTP', handler) };
}

async function stop(): Promise<void> {
  const { pid } = process;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, GRACE_MS);
    process.once('SIGCONT', () => {
      clearTimeout(timer);
      resolve();
    });
    process.kill(pid, 'SIGSTOP');
  });
}
