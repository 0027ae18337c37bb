import type { ReachEntry } from '../model/reach.js';
import { groupBy } from './group-by.js';

/**
 * The entries as people count: without strays, senders under addresses that this host answers by another interface. Only
 * somebody on the very link would use such addresses, so they are kept only where nothing else of their audience has their
 * verdict, and stopped ones only where nothing else of it is there at all.
 */
export function withoutStrays(reach: readonly ReachEntry[]): readonly ReachEntry[] {
  if (!reach.some((entry) => entry.asymmetric)) return reach;
  const byAudience = groupBy(
    reach.filter((entry) => !entry.asymmetric),
    ({ audience }) => audience,
  );
  return reach.filter((entry) => {
    if (!entry.asymmetric) return true;
    const others = byAudience.get(entry.audience) ?? [];
    if (entry.verdict === 'blocked') return others.length === 0;
    return !others.some(({ verdict }) => verdict === entry.verdict);
  });
}
