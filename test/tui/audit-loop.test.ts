import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startAuditLoop } from '../../src/tui/audit-loop.js';
import { initialState } from '../../src/tui/state/state.js';
import { createStore } from '../../src/tui/store.js';
import { sampleAudit } from './support/sample-audit.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function open(durations: readonly number[], interval: number | undefined) {
  const store = createStore(
    initialState({
      size: { columns: 80, rows: 24 },
      now: Date.now(),
      reducedMotion: false,
      version: '0.0.0',
    }),
  );
  let readings = 0;
  const next = async () => {
    const duration = durations[readings] ?? durations.at(-1) ?? 0;
    readings += 1;
    await new Promise((resolve) => setTimeout(resolve, duration));
    return sampleAudit();
  };
  const close = vi.fn();
  const loop = startAuditLoop({ next, close }, store, interval);
  return { store, loop, close, readings: () => readings };
}

describe('the audit loop', () => {
  it('reads once each interval', async () => {
    const { readings } = open([100], 1000);
    await vi.advanceTimersByTimeAsync(3500);
    expect(readings()).toBe(4);
  });

  it('reads on when the clock is set, forth or back, while it reads', async () => {
    for (const leap of [86_400_000, -86_400_000]) {
      const { readings, loop } = open([100], 1000);
      await vi.advanceTimersByTimeAsync(50);
      vi.setSystemTime(Date.now() + leap);
      await vi.advanceTimersByTimeAsync(3450);
      expect(readings()).toBe(4);
      loop.stop();
    }
  });

  it('reads a slow host less often, and never twice at a time', async () => {
    const { readings } = open([2000], 1000);
    await vi.advanceTimersByTimeAsync(11_900);
    expect(readings()).toBe(2);
  });

  it('says since when it has been reading', async () => {
    const { store } = open([5000], 1000);
    await vi.advanceTimersByTimeAsync(10);
    expect(store.getState().feed).toMatchObject({ kind: 'reading' });
    await vi.advanceTimersByTimeAsync(5000);
    expect(store.getState().feed).toEqual({ kind: 'live' });
  });

  it('reads nothing while it is paused, but when it is asked to', async () => {
    const { store, loop, readings } = open([100], 1000);
    await vi.advanceTimersByTimeAsync(500);
    store.dispatch({ type: 'pause' });
    await vi.advanceTimersByTimeAsync(5000);
    expect(readings()).toBe(1);
    loop.refresh();
    await vi.advanceTimersByTimeAsync(500);
    expect(readings()).toBe(2);
  });

  it('reads a file once', async () => {
    const { store, readings } = open([100], undefined);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(readings()).toBe(1);
    expect(store.getState().feed).toEqual({ kind: 'still' });
  });

  it('shows why it failed, and tries again', async () => {
    const store = createStore(
      initialState({
        size: { columns: 80, rows: 24 },
        now: Date.now(),
        reducedMotion: false,
        version: '0.0.0',
      }),
    );
    let isBroken = true;
    const next = async () => {
      if (isBroken) throw new Error('netlink is not allowed');
      return sampleAudit();
    };
    startAuditLoop({ next, close: () => undefined }, store, 1000);
    await vi.advanceTimersByTimeAsync(10);
    expect(store.getState().feed).toEqual({ kind: 'failed', message: 'netlink is not allowed' });
    isBroken = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(store.getState().audit?.host.hostname).toBe('web-01');
  });

  it('closes its source, and takes no audit that comes too late', async () => {
    const { store, loop, close } = open([5000], 1000);
    await vi.advanceTimersByTimeAsync(10);
    loop.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(close).toHaveBeenCalledOnce();
    expect(store.getState().audit).toBeUndefined();
  });
});
