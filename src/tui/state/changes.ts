import type { Reached } from '../../explain/audience-mark.js';
import type { Item } from './items.js';

/** One line of the Changes tab. */
export interface Change {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: 'opened' | 'closed' | 'widened' | 'narrowed';
  readonly item: Item;
  /** What it was before; absent for `opened`. */
  readonly before?: Reached;
}

/** What differs between two audits of the same host, in the order of the later one, what closed last. */
export function changesBetween(
  before: readonly Item[],
  after: readonly Item[],
  at: number,
): readonly Change[] {
  const old = new Map(before.map((item) => [item.key, item]));
  const changes: Change[] = [];
  for (const item of after) {
    const was = old.get(item.key);
    old.delete(item.key);
    if (was === undefined) changes.push({ at, kind: 'opened', item });
    else if (was.rank !== item.rank)
      changes.push({ at, kind: item.rank > was.rank ? 'widened' : 'narrowed', item, before: was });
  }
  for (const item of old.values()) changes.push({ at, kind: 'closed', item, before: item });
  return changes;
}
