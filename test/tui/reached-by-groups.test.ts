import { expect, it } from 'vitest';
import { columnHeads, listenerColumns, listenerLine } from '../../src/tui/screen/listener-columns.js';
import { itemsOf } from '../../src/tui/state/items.js';
import { sampleAudit, sampleEntry, sampleListener } from '../export/sample.js';

it('a star says that a wider audience sends to a socket by groups', () => {
  const groupReach = [sampleEntry({ destinations: ['226.1.1.1'], audience: 'internet' })];
  const [starred, plain] = [groupReach, []].map((heard) => {
    const listeners = [sampleListener({ exposure: 'private-networks', groupReach: heard })];
    const items = itemsOf(sampleAudit({ listeners }));
    const columns = listenerColumns(items, 100);
    const [item] = items;
    if (item === undefined) throw new Error('no item');
    const line = listenerLine({ kind: 'item', key: item.key, isSelectable: true, item }, columns, 0);
    expect(columnHeads(columns, 'exposure', false)[0]?.text).toMatch(/^REACHED BY/);
    return line.map(({ text }) => text).join('');
  });
  expect(starred).toMatch(/^ ◍ private \* /);
  expect(plain).toMatch(/^ ◍ private nets /);
});
