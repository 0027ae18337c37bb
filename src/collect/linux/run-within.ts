import type { HostIo } from '../host-io.js';
import { monotonicMs } from './monotonic-ms.js';

/** What a program gets once the time for all is used up: enough for one that does not hang. */
const LEAST_MS = 1000;

/**
 * `io` whose programs have `each` ms, and `all` together: where one hangs, those after it are likely to wait for the same. `now` is in
 * ms.
 */
export function runWithin(
  io: HostIo,
  { each, all }: { readonly each: number; readonly all: number },
  now: () => number = monotonicMs,
): HostIo {
  const end = now() + all;
  return {
    ...io,
    run: (name, args) =>
      io.run(name, args, { timeoutMs: Math.round(Math.max(LEAST_MS, Math.min(each, end - now()))) }),
  };
}
