import { describe, expect, it } from 'vitest';
import { listenerRows } from '../../../src/tui/state/rows.js';
import { sampleAudit } from '../support/sample-audit.js';
import { listenerOf, sampleListeners } from '../support/sample-listeners.js';
import { after, listed, START, underCursor, viewOf } from '../support/view-state.js';

const opened = listenerOf({
  id: 'tcp/0.0.0.0:23',
  reach: [{ audience: 'internet', sources: ['0.0.0.0/1'] }],
});

function withOpened() {
  return sampleAudit([opened, ...sampleListeners()]);
}

function without(id: string) {
  return sampleAudit(sampleListeners().filter((listener) => listener.id !== id));
}

function mark(state: ReturnType<typeof viewOf>, id: string) {
  return listenerRows(state).find((row) => row.kind === 'item' && row.item.listener.id === id);
}

describe('a refresh', () => {
  it('leaves the cursor on its listener when a worse one appears above it', () => {
    const before = viewOf(sampleAudit(), { type: 'move', step: { rows: 4 } });
    const refreshed = after(before, { type: 'audit', audit: withOpened(), at: START + 1000 });
    expect(underCursor(refreshed)).toBe(underCursor(before));
    expect(listed(refreshed)[0]).toBe('tcp/0.0.0.0:23');
  });

  it('keeps the row under the cursor at its height of the screen while the list is scrolled', () => {
    const many = Array.from({ length: 200 }, (_, port) =>
      listenerOf({ id: `tcp/127.0.0.1:${port + 1}`, reach: [{ audience: 'this-host', interface: 'lo' }] }),
    );
    const before = viewOf(sampleAudit(many), { type: 'move', step: { rows: 100 } });
    const refreshed = after(before, {
      type: 'audit',
      audit: sampleAudit([opened, ...many]),
      at: START + 1000,
    });
    expect(refreshed.cursors.listeners.top).toBe(before.cursors.listeners.top + 1);
    expect(underCursor(refreshed)).toBe(underCursor(before));
  });

  it('moves the cursor to the row that takes the place of one whose glow has ended', () => {
    const before = viewOf(sampleAudit(), { type: 'move', step: { rows: 1 } });
    const id = underCursor(before) ?? '';
    const next = listed(before)[2];
    const gone = after(before, { type: 'audit', audit: { ...without(id), forwards: [] }, at: START + 1000 });
    expect(underCursor(gone)).toBe(id);
    expect(underCursor(after(gone, { type: 'tick', at: START + 5000 }))).toBe(next);
  });

  it('lets what is new glow for three seconds', () => {
    const refreshed = after(viewOf(), { type: 'audit', audit: withOpened(), at: START + 1000 });
    expect(mark(refreshed, 'tcp/0.0.0.0:23')).toMatchObject({ mark: { kind: 'new' } });
    const later = after(refreshed, { type: 'tick', at: START + 3999 });
    expect(mark(later, 'tcp/0.0.0.0:23')).toMatchObject({ mark: { kind: 'new' } });
    const atLast = after(later, { type: 'tick', at: START + 4000 });
    expect(mark(atLast, 'tcp/0.0.0.0:23')).toMatchObject({ mark: undefined });
  });

  it('keeps what is gone in its place for three seconds', () => {
    const before = viewOf();
    const gone = after(before, { type: 'audit', audit: without('tcp/[::]:22'), at: START + 1000 });
    expect(listed(gone)).toEqual(listed(before));
    expect(mark(gone, 'tcp/[::]:22')).toMatchObject({ mark: { kind: 'gone' } });
    expect(listed(after(gone, { type: 'tick', at: START + 4000 }))).not.toContain('tcp/[::]:22');
  });

  it('shows a listener that comes back at once only once', () => {
    const gone = after(viewOf(), { type: 'audit', audit: without('tcp/[::]:22'), at: START + 1000 });
    const back = after(gone, { type: 'audit', audit: sampleAudit(), at: START + 2000 });
    expect(listed(back).filter((id) => id === 'tcp/[::]:22')).toHaveLength(1);
  });

  it('lets nothing glow with reduced motion', () => {
    const still = { ...viewOf(), reducedMotion: true };
    const refreshed = after(still, { type: 'audit', audit: withOpened(), at: START + 1000 });
    expect(mark(refreshed, 'tcp/0.0.0.0:23')).toMatchObject({ mark: undefined });
    expect(refreshed.changes).toHaveLength(1);
  });

  it('notes what opened, closed, widened and narrowed, the latest first', () => {
    const widened = sampleListeners().map((listener) =>
      listener.id === 'tcp/127.0.0.1:6379' ? { ...listener, exposure: 'internet' as const } : listener,
    );
    const first = after(viewOf(), { type: 'audit', audit: sampleAudit(widened), at: START + 1000 });
    const second = after(first, { type: 'audit', audit: without('tcp/[::1]:631'), at: START + 2000 });
    expect(second.changes.map(({ kind, item }) => [kind, item.listener.id])).toEqual([
      ['closed', 'tcp/[::1]:631'],
      ['narrowed', 'tcp/127.0.0.1:6379'],
      ['widened', 'tcp/127.0.0.1:6379'],
    ]);
  });

  it('does not take sockets that could not be read for closed ones', () => {
    const unreadable = {
      ...sampleAudit([]),
      forwards: [],
      gaps: [{ code: 'sockets-unreadable' as const, subject: 'sockets', detail: 'no netlink' }],
    };
    const refreshed = after(viewOf(), { type: 'audit', audit: unreadable, at: START + 1000 });
    expect(refreshed.changes).toEqual([]);
  });

  it('takes the first audit for no change at all', () => {
    expect(viewOf().changes).toEqual([]);
    expect(viewOf().marks.size).toBe(0);
  });
});
