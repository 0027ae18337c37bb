import type { Offered } from './terminal.js';

/** Lines on their way to stdout, kept while it takes none: a full disk, a pipe whose reader is slow. */
export interface HeldLines {
  add(line: string): void;
  /** Writes what can be written now. False once nobody reads any more. */
  flush(): boolean;
}

/** About a day of a busy host; more would fill the memory in place of the disk. */
const MOST = 10_000;

/** `offer` writes as much as it can at once. `complain` is told when lines have to wait, when some are lost, and when all is well again. */
export function holdLines(
  offer: (bytes: Buffer) => Offered,
  complain: (line: string) => void,
  most = MOST,
): HeldLines {
  const lines: Buffer[] = [];
  /** Bytes of the first line that have been written already. */
  let written = 0;
  let lost = 0;
  let problem: string | undefined;

  const trouble = (what: string) => {
    if (problem !== what) complain(`stdout takes nothing: ${what}; changes are kept until it does`);
    problem = what;
  };
  const recovered = () => {
    if (problem === undefined) return;
    complain(`stdout takes lines again${lost === 0 ? '' : `; ${lost} changes were lost meanwhile`}`);
    problem = undefined;
    lost = 0;
  };

  return {
    add(line) {
      lines.push(Buffer.from(line));
      if (lines.length <= most) return;
      // The oldest that is not half written: what is true now matters more.
      lines.splice(written > 0 ? 1 : 0, 1);
      lost += 1;
      if (lost === 1) complain(`more than ${most} changes wait to be written: the oldest are lost`);
    },
    flush() {
      for (;;) {
        const [first] = lines;
        if (first === undefined) {
          recovered();
          return true;
        }
        const { taken, outcome } = offer(first.subarray(written));
        written += taken;
        if (written >= first.length) {
          lines.shift();
          written = 0;
        }
        switch (outcome.kind) {
          case 'open':
            break;
          case 'full':
            return true;
          case 'closed':
            return false;
          case 'failed':
            trouble(outcome.problem);
            return true;
          default:
            return outcome satisfies never;
        }
      }
    },
  };
}
