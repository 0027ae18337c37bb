import { setTimeout as sleep } from 'node:timers/promises';
import { openKernelEvents } from '../collect/linux/netlink/kernel-events.js';
import { loadLibc } from '../collect/linux/system/libc.js';

/** Waits for a host to change. */
export interface Waker {
  /**
   * Resolves after `ms`, or earlier when the kernel tells of a change: then as soon as it has told of none for a moment.
   * False once nobody reads stdout any more, or `signal` is aborted.
   */
  wait(ms: number, signal: AbortSignal): Promise<boolean>;
  close(): void;
}

/** How often the kernel is asked: a call of microseconds. */
const LOOK_MS = 150;
/** Programs change many things at once: Docker makes hundreds of messages for a container. */
const QUIET_MS = 100;
const LONGEST_BURST_MS = 1000;

const POLLIN = 0x1;
const POLLERR_OR_HUP = 0x18;
const POLLFD = 8;
const STDOUT = 1;

/**
 * Monotonic clocks throughout: neither a suspended machine nor a clock that is set makes it wait longer or shorter than it
 * should while the machine runs.
 */
export function openWaker(): Waker {
  const libc = process.platform === 'linux' ? loadLibc() : undefined;
  if (libc === undefined) return { wait: (ms, signal) => pause(ms, signal), close: () => {} };
  const events = openKernelEvents(libc);
  const polled = [STDOUT, ...events.descriptors];
  const look = () => {
    const array = Buffer.alloc(polled.length * POLLFD);
    for (const [i, fd] of polled.entries()) {
      array.writeInt32LE(fd, i * POLLFD);
      array.writeInt16LE(fd === STDOUT ? 0 : POLLIN, i * POLLFD + 4);
    }
    if (libc.poll(array, polled.length, 0) <= 0) return { isRead: true, changed: false };
    return {
      isRead: (array.readInt16LE(6) & POLLERR_OR_HUP) === 0,
      changed: events.changed(),
    };
  };
  return {
    async wait(ms, signal) {
      const end = performance.now() + ms;
      let burst: { readonly since: number; quietAt: number } | undefined;
      for (;;) {
        const now = performance.now();
        const { isRead, changed } = look();
        if (!isRead) return false;
        if (changed) burst = { since: burst?.since ?? now, quietAt: now + QUIET_MS };
        const until = burst === undefined ? end : Math.min(burst.quietAt, burst.since + LONGEST_BURST_MS);
        if (now >= until) return true;
        if (!(await pause(Math.min(LOOK_MS, until - now), signal))) return false;
      }
    },
    close: () => events.close(),
  };
}

/** False when it was aborted. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  await sleep(ms, undefined, { signal }).catch(() => {});
  return !signal.aborted;
}
