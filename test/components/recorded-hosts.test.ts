import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inspect } from '../../src/inspect.js';
import type { Action } from '../../src/tui/state/action.js';
import { textWidth } from '../../src/tui/text/width.js';
import { frameOf } from '../tui/support/frame.js';
import { after, viewOf } from '../tui/support/view-state.js';

const HOSTS = 'test/fixtures/hosts';
const SIZES = [
  { columns: 60, rows: 15 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
];
const SCREENS: readonly (readonly Action[])[] = [
  [],
  [{ type: 'move', step: 'last' }],
  [{ type: 'open', page: { kind: 'detail' } }],
  [
    { type: 'tab', tab: 'interfaces' },
    { type: 'move', step: 'last' },
  ],
  [
    { type: 'tab', tab: 'firewall' },
    { type: 'move', step: { rows: 3 } },
  ],
];

describe.each(readdirSync(HOSTS))('the recorded host %s', (name) => {
  const audit = inspect(JSON.parse(readFileSync(`${HOSTS}/${name}/facts.json`, 'utf8')));
  const view = viewOf(audit);

  it.each(SIZES)('fits a screen of $columns×$rows, whatever is open', (size) => {
    for (const actions of SCREENS) {
      const rows = frameOf(after(view, { type: 'resize', size }, ...actions));
      expect(rows).toHaveLength(size.rows);
      for (const row of rows) expect(textWidth(row)).toBeLessThanOrEqual(size.columns);
    }
  });

  it('shows every listener in the list, worst first', () => {
    const size = { columns: 200, rows: audit.listeners.length + audit.forwards.length + 20 };
    const rows = frameOf(after(view, { type: 'resize', size }));
    const list = rows.slice(5, -2).map((row) => row.slice(0, row.indexOf('│')));
    for (const { id } of audit.listeners) {
      const [address = '', place] = id.slice(id.indexOf('/') + 1).split('@');
      const elsewhere = place === undefined ? '' : `(${place})`;
      expect(list.some((row) => row.includes(` ${address} `) && row.includes(elsewhere))).toBe(true);
    }
    const ranks = view.items.map(({ rank }) => rank).sort((a, b) => b - a);
    expect(ranks[0]).toBe(view.items.find(({ key }) => key === view.cursors.listeners.key)?.rank);
  });
});
