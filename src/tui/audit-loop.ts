import type { AuditSource } from './options.js';
import type { Store } from './store.js';

export interface AuditLoop {
  /** Reads again now, also while paused. */
  refresh(): void;
  stop(): void;
}

/** A host that takes long to read is read less often: at most this part of the time goes into reading. */
const BUSY_SHARE = 1 / 3;

/**
 * Reads audits one after the other and hands them to the store: the next one `interval` ms after the last one began, or
 * later where reading takes long, so that keys are answered in between. Without an interval only once, and when asked.
 */
export function startAuditLoop(source: AuditSource, store: Store, interval: number | undefined): AuditLoop {
  let timer: NodeJS.Timeout | undefined;
  let isReading = false;
  let isStopped = false;

  const read = async () => {
    if (isReading || isStopped) return;
    isReading = true;
    clearTimeout(timer);
    const since = Date.now();
    // The clock may be set meanwhile.
    const begin = performance.now();
    store.dispatch({ type: 'feed', feed: { kind: 'reading', since }, at: since });
    try {
      const audit = await source.next();
      if (isStopped) return;
      store.dispatch({ type: 'audit', audit, at: Date.now() });
      store.dispatch({
        type: 'feed',
        feed: interval === undefined ? { kind: 'still' } : { kind: 'live' },
        at: Date.now(),
      });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      store.dispatch({ type: 'feed', feed: { kind: 'failed', message }, at: Date.now() });
    } finally {
      isReading = false;
      if (interval !== undefined && !isStopped)
        timer = setTimeout(turn, pauseAfter(performance.now() - begin, interval));
    }
  };
  const turn = () => {
    if (interval !== undefined && store.getState().isPaused) timer = setTimeout(turn, interval);
    else void read();
  };

  void read();
  return {
    refresh: () => void read(),
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      source.close();
    },
  };
}

/** How long to wait after a reading of `duration` ms until the next. */
function pauseAfter(duration: number, interval: number): number {
  return Math.max(interval - duration, duration / BUSY_SHARE - duration);
}
