import { markOf, RINGS, type Ring } from '../../explain/audience-mark.js';
import { type Filter, matches } from '../../filter/filter.js';
import type { Item } from './items.js';
import { memoizeLast } from './memo.js';
import type { Group, Mark, Sort, ViewState } from './state.js';

export interface ItemRow {
  readonly kind: 'item';
  readonly key: string;
  readonly isSelectable: true;
  readonly item: Item;
  readonly mark?: Mark;
}

export interface GroupRow {
  readonly kind: 'group';
  readonly key: string;
  readonly isSelectable: false;
  readonly title: string;
  readonly count: number;
}

export type Row = ItemRow | GroupRow;

/** The rows of the Listeners tab: filtered, sorted, grouped; what has just gone stays among them until its glow ends. */
export function listenerRows(state: ViewState): readonly Row[] {
  const { items, gone, marks, filter, ring, sort, isReversed, group } = state;
  return computeRows(items, gone, marks, filter, ring, sort, isReversed, group);
}

/** The listeners that pass the filter, with those of every audience: what the line of audiences counts. */
export function filteredItems({ items, filter }: ViewState): readonly Item[] {
  return computeFiltered(items, filter);
}

const computeFiltered = memoizeLast((items: readonly Item[], filter: Filter): readonly Item[] =>
  filter.tests.length === 0 ? items : items.filter((item) => matches(filter, item.listener)),
);

const computeRows = memoizeLast(
  (
    items: readonly Item[],
    gone: readonly Item[],
    marks: ReadonlyMap<string, Mark>,
    filter: Filter,
    ring: Ring | undefined,
    sort: Sort,
    isReversed: boolean,
    group: Group,
  ): readonly Row[] => {
    const all = gone.length === 0 ? items : [...items, ...gone];
    const kept = all.filter(
      (item) => (ring === undefined || item.ring === ring) && matches(filter, item.listener),
    );
    const sorted = kept.sort((a, b) => (isReversed ? -1 : 1) * compare(a, b, sort));
    const rows = sorted.map(
      (item): ItemRow => ({
        kind: 'item',
        key: item.key,
        isSelectable: true,
        item,
        mark: marks.get(item.key),
      }),
    );
    return group === 'none' ? rows : grouped(rows, group);
  },
);

const natural = new Intl.Collator('en', { numeric: true });

function compare(a: Item, b: Item, sort: Sort): number {
  return by(a, b, sort) || b.rank - a.rank || byPort(a, b) || natural.compare(a.key, b.key);
}

function by(a: Item, b: Item, sort: Sort): number {
  switch (sort) {
    case 'exposure':
      return b.rank - a.rank;
    case 'port':
      return byPort(a, b);
    case 'address':
      return natural.compare(a.listener.address, b.listener.address);
    case 'owner':
      return emptyLast(a.owner, b.owner);
    case 'service':
      return emptyLast(a.service, b.service);
    case 'age':
      return (b.startedAt ?? 0) - (a.startedAt ?? 0);
    default:
      return sort satisfies never;
  }
}

function byPort(a: Item, b: Item): number {
  return a.listener.port - b.listener.port;
}

function emptyLast(a: string, b: string): number {
  return Number(a === '') - Number(b === '') || natural.compare(a, b);
}

/** Group after group in the order in which their first rows stand, so that the worst group comes first. */
function grouped(rows: readonly ItemRow[], group: Exclude<Group, 'none'>): readonly Row[] {
  const groups = new Map<string, ItemRow[]>();
  for (const row of rows) {
    const title = titleOf(row.item, group);
    const members = groups.get(title);
    if (members === undefined) groups.set(title, [row]);
    else members.push(row);
  }
  const titles = [...groups.keys()];
  if (group === 'audience') titles.sort((a, b) => ringPlace(a) - ringPlace(b));
  return titles.flatMap((title): readonly Row[] => {
    const members = groups.get(title) ?? [];
    return [
      { kind: 'group', key: `group ${title}`, isSelectable: false, title, count: members.length },
      ...members,
    ];
  });
}

function titleOf(item: Item, group: Exclude<Group, 'none'>): string {
  switch (group) {
    case 'audience':
      return markOf(item.ring).label;
    case 'process':
      return item.owner.replace(/ \d+( \+\d+)?$/, '') || 'owner not known';
    case 'container':
      return item.place || 'this host itself';
    default:
      return group satisfies never;
  }
}

function ringPlace(label: string): number {
  return RINGS.findIndex((ring) => markOf(ring).label === label);
}
