import type { Audit } from '../model/audit.js';

/** What a report says besides the listeners and forwards that it shows. */
export interface ReportOptions {
  readonly version: string;
  /** The audit before a filter chose from it: what would close a port is found there. */
  readonly whole: Audit;
  /** What else is to be read as it is, such as the lines of a pasted listing. */
  readonly appendix?: readonly string[];
}

/** How many of all listeners and forwards are shown; nothing where all are. */
export function partWords(shown: Audit, { whole }: ReportOptions): string | undefined {
  const [some, all] = [shown, whole].map(({ listeners, forwards }) => listeners.length + forwards.length);
  return some === all ? undefined : `A filter chose what is shown here: ${some} of ${all}.`;
}
