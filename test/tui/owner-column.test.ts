import { expect, it } from 'vitest';
import { listenerColumns, listenerLine } from '../../src/tui/screen/listener-columns.js';
import { itemsOf } from '../../src/tui/state/items.js';
import { sampleAudit, sampleListener, sampleProcess } from '../export/sample.js';

/** The row of a listener of a program in a namespace "shop-web", on a list of so many columns. */
function rowAt(width: number, program: string, namespace = 'net:[2]'): string {
  const owner = { kind: 'process', processes: [sampleProcess({ pid: 12227, name: program })] } as const;
  const namespaces = [
    { id: 'net:[1]', current: true, containers: [] },
    { id: 'net:[2]', current: false, name: 'shop-web', containers: [] },
  ];
  const items = itemsOf(sampleAudit({ namespaces, listeners: [sampleListener({ namespace, owner })] }));
  const [item] = items;
  if (item === undefined) throw new Error('no item');
  const row = { kind: 'item', key: item.key, isSelectable: true, item } as const;
  return listenerLine(row, listenerColumns(items, width), 0)
    .map(({ text }) => text)
    .join('');
}

it('a listener in another place says so on a narrow screen too, before the number of its process', () => {
  expect(rowAt(120, 'nginx')).toContain(' nginx 12227 (shop-web) ');
  expect(rowAt(79, 'nginx')).toContain(' nginx (shop-web) ');
  expect(rowAt(79, 'a-long-program')).toContain(' a-long-program (sho');
});

it('one of this place has its number', () => {
  expect(rowAt(79, 'nginx', 'net:[1]')).toContain(' nginx 12227 ');
});
