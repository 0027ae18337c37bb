import { describe, expect, it } from 'vitest';
import { listenerRows } from '../../../src/tui/state/rows.js';
import { sampleAudit } from '../support/sample-audit.js';
import { listenerOf, NAMESPACE, sampleListeners } from '../support/sample-listeners.js';
import { after, listed, underCursor, viewOf } from '../support/view-state.js';

describe('moving', () => {
  it('starts on the worst exposure', () => {
    expect(underCursor(viewOf())).toBe('tcp/0.0.0.0:443');
  });

  it('stops at both ends', () => {
    const up = viewOf(sampleAudit(), { type: 'move', step: { rows: -5 } });
    expect(underCursor(up)).toBe('tcp/0.0.0.0:443');
    const down = after(up, { type: 'move', step: { rows: 500 } });
    expect(underCursor(down)).toBe(listed(down).at(-1));
  });

  it('comes to where it was after as many steps back', () => {
    const away = viewOf(sampleAudit(), { type: 'move', step: { rows: 3 } });
    expect(underCursor(after(away, { type: 'move', step: { rows: -3 } }))).toBe('tcp/0.0.0.0:443');
  });

  it('keeps the cursor on the screen when the terminal becomes smaller', () => {
    const last = viewOf(sampleAudit(), { type: 'move', step: 'last' });
    const small = after(last, { type: 'resize', size: { columns: 60, rows: 9 } });
    const index = listed(small).indexOf(underCursor(small) ?? '');
    expect(index - small.cursors.listeners.top).toBe(2);
  });

  it('passes over the titles of groups', () => {
    const grouped = viewOf(sampleAudit(), { type: 'group' }, { type: 'move', step: 'first' });
    expect(listenerRows(grouped)[0]).toMatchObject({ kind: 'group', title: 'internet', count: 2 });
    expect(underCursor(grouped)).toBe('tcp/0.0.0.0:443');
    const third = after(grouped, { type: 'move', step: { rows: 2 } });
    expect(underCursor(third)).not.toContain('group');
  });
});

describe('filtering', () => {
  it('follows the text as it is typed', () => {
    const typed = viewOf(
      sampleAudit(),
      { type: 'ask', prompt: 'filter' },
      { type: 'edit', edit: { kind: 'insert', text: 'port:22' } },
    );
    expect(listed(typed)).toEqual(['tcp/[::]:22']);
  });

  it('keeps the last list that made sense while the text makes none, and says why', () => {
    const typed = viewOf(
      sampleAudit(),
      { type: 'ask', prompt: 'filter' },
      { type: 'edit', edit: { kind: 'insert', text: 'port:22' } },
      { type: 'edit', edit: { kind: 'insert', text: 'x' } },
    );
    expect(listed(typed)).toEqual(['tcp/[::]:22']);
    expect(typed.prompt?.error).toContain('port');
  });

  it('comes back to what it was on Escape', () => {
    const cancelled = viewOf(
      sampleAudit(),
      { type: 'ask', prompt: 'filter' },
      { type: 'edit', edit: { kind: 'insert', text: 'port:22' } },
      { type: 'cancel' },
    );
    expect(listed(cancelled)).toEqual(listed(viewOf()));
    expect(cancelled.prompt).toBeUndefined();
  });

  it('moves the cursor to what is left, and keeps it there when the filter is gone', () => {
    const filtered = viewOf(
      sampleAudit(),
      { type: 'ask', prompt: 'filter' },
      { type: 'edit', edit: { kind: 'insert', text: 'postgres' } },
      { type: 'accept' },
    );
    expect(underCursor(filtered)).toBe('tcp/0.0.0.0:5432');
    expect(underCursor(after(filtered, { type: 'back' }))).toBe('tcp/0.0.0.0:5432');
  });
});

describe('audiences', () => {
  it('are gone through from the widest on, and end where all are shown', () => {
    const internet = viewOf(sampleAudit(), { type: 'audience', by: 1 });
    expect(listed(internet)).toEqual(['tcp/0.0.0.0:443', 'tcp/8080→172.17.0.2:80']);
    expect(after(internet, { type: 'audience', by: -1 }).ring).toBeUndefined();
  });

  it('have a place of their own for what may be wider than is certain', () => {
    expect(listed(viewOf(sampleAudit(), { type: 'ring', ring: 'unknown' }))).toEqual([
      'tcp/[::]:22',
      'udp/0.0.0.0:7777',
    ]);
  });
});

describe('sorting', () => {
  it('puts what may be as wide right behind what certainly is', () => {
    expect(listed(viewOf()).slice(0, 4)).toEqual([
      'tcp/0.0.0.0:443',
      'tcp/8080→172.17.0.2:80',
      'tcp/[::]:22',
      'udp/0.0.0.0:7777',
    ]);
  });

  it('takes ports for numbers', () => {
    const ports = listed(viewOf(sampleAudit(), { type: 'sort' })).map((id) =>
      Number(/:(\d+)$/.exec(id)?.[1]),
    );
    expect(ports.filter((port) => port !== 80)).toEqual(
      [...ports].filter((port) => port !== 80).sort((a, b) => a - b),
    );
  });

  it('turned round shows the same rows from the end', () => {
    expect(listed(viewOf(sampleAudit(), { type: 'reverse' }))).toEqual([...listed(viewOf())].reverse());
  });
});

describe('the question before a process is ended', () => {
  it('names processes, and never process 1', () => {
    const asked = viewOf(
      sampleAudit(),
      { type: 'select', key: `${NAMESPACE} tcp/[::]:22` },
      { type: 'ask-end' },
    );
    expect(asked.question).toMatchObject({ kind: 'end', processes: [{ pid: 700 }] });
  });

  it('is not asked where only process 1 holds the socket', () => {
    const bySystemd = listenerOf({ id: 'tcp/[::]:22', processes: [{ pid: 1, name: 'systemd' }] });
    const asked = viewOf({ ...sampleAudit([bySystemd]), forwards: [] }, { type: 'ask-end' });
    expect(asked.question).toBeUndefined();
    expect(asked.status?.tone).toBe('warning');
  });

  it('is about the process that was under the cursor, whatever a refresh does', () => {
    const asked = viewOf(sampleAudit(), { type: 'ask-end' });
    const others = sampleAudit(sampleListeners().slice(1));
    const refreshed = after(asked, { type: 'audit', audit: others, at: asked.now + 1000 });
    expect(refreshed.question).toEqual(asked.question);
  });
});

describe('a page', () => {
  it('scrolls to its end and no further, and Escape comes back to the list', () => {
    const page = viewOf(
      sampleAudit(),
      { type: 'resize', size: { columns: 80, rows: 15 } },
      { type: 'open', page: { kind: 'help' } },
    );
    const end = after(page, { type: 'move', step: 'last' });
    expect(end.pageTop).toBeGreaterThan(0);
    expect(after(end, { type: 'move', step: { rows: 1 } }).pageTop).toBe(end.pageTop);
    expect(after(end, { type: 'back' }).page).toBeUndefined();
  });
});
