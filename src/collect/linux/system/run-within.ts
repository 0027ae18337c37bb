import type { HostIo } from '../../host-io.js';
import { monotonicMs } from './monotonic-ms.js';

/** What a program gets once the time for all is used up: enough for one that does not hang. */
const LEAST_MS = 1000;
/** What one gets that hung in another namespace: of hundreds, each would wait its whole time otherwise. */
const AFTER_HUNG_MS = 3000;

/**
 * `io` whose programs have `each` ms, and `all` together: where one hangs, those after it are likely to wait for the same. Those that did
 * are added to `hung`. `now` is in ms.
 */
export function runWithin(
  io: HostIo,
  { each, all }: { readonly each: number; readonly all: number },
  hung: Set<string> = new Set(),
  now: () => number = monotonicMs,
): HostIo {
  const end = now() + all;
  return {
    ...io,
    async run(name, args) {
      const most = hung.has(name) ? Math.min(each, AFTER_HUNG_MS) : each;
      const timeoutMs = Math.round(Math.max(LEAST_MS, Math.min(most, end - now())));
      const result = await io.run(name, args, { timeoutMs });
      if (result.kind === 'timed-out') hung.add(name);
      return result;
    },
  };
}
