import { describe, expect, it } from 'vitest';
import { commandAt } from '../../src/tui/pointer.js';
import { frameOf } from './support/frame.js';
import { after, viewOf } from './support/view-state.js';

/** A click in the middle of the first place on the screen that shows `text`. */
function clickOn(state: ReturnType<typeof viewOf>, text: string) {
  const rows = frameOf(state);
  const row = rows.findIndex((line) => line.includes(text));
  const column = (rows[row]?.indexOf(text) ?? 0) + Math.ceil(text.length / 2);
  return commandAt(state, { kind: 'mouse', button: 'left', column, row: row + 1 });
}

describe.each([
  { columns: 120, rows: 40 },
  { columns: 60, rows: 15 },
])('a click at $columns×$rows', (size) => {
  const state = after(viewOf(), { type: 'resize', size });

  it('selects the row that it is on', () => {
    const row = '172.17.0.1:3128';
    expect(clickOn(state, row)).toMatchObject({ type: 'select', key: expect.stringContaining(row) });
  });

  it('opens the row that is selected already', () => {
    expect(clickOn(state, '▌ ◉ internet')).toEqual({ type: 'open', page: { kind: 'detail' } });
  });

  it('opens the tab that it is on', () => {
    expect(clickOn(state, '3 Firewall')).toEqual({ type: 'tab', tab: 'firewall' });
  });

  it('narrows the list to the audience that it is on', () => {
    expect(clickOn(state, '◉')).toEqual({ type: 'ring', ring: 'internet' });
  });

  it('does nothing on a rule', () => {
    expect(clickOn(state, '──────')).toBeUndefined();
  });
});

it('a click on the audience that is shown shows all again', () => {
  const narrowed = viewOf(undefined, { type: 'ring', ring: 'internet' });
  expect(clickOn(narrowed, ' ◉◉ 2')).toEqual({ type: 'ring', ring: undefined });
});

it('a click does nothing while a question is open', () => {
  expect(clickOn(viewOf(undefined, { type: 'ask-end' }), '3 Firewall')).toBeUndefined();
});
