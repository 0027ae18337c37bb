import type { ReachEntry } from '../model/reach.js';
import { isGloballyRoutable } from './addresses.js';
import type { ExplainedNamespace } from './host.js';

/**
 * The entries again, so that the addresses which their clients are likeliest to dial come first: where the internet gets in,
 * those that it can send to, then those of the very interface that the clients come in by.
 */
export function likeliestFirst(
  entries: readonly ReachEntry[],
  namespace: Pick<ExplainedNamespace, 'ways'>,
): readonly ReachEntry[] {
  const isPublic = entries.some(({ audience }) => audience === 'internet');
  const rank = (entry: ReachEntry, address: string) => {
    if (isPublic && isGloballyRoutable(address)) return 0;
    const bare = address.replace(/%.*$/, '');
    const own = namespace.ways.get(entry.interface)?.addresses ?? [];
    return own.some((held) => held.address === bare) ? 1 : 2;
  };
  const ranked: ReachEntry[][] = [[], [], []];
  for (const entry of entries) {
    const destinations: string[][] = [[], [], []];
    for (const address of entry.destinations) destinations[rank(entry, address)]?.push(address);
    ranked.forEach((same, place) => {
      const some = destinations[place] ?? [];
      if (some.length > 0) same.push({ ...entry, destinations: some });
    });
  }
  return ranked.flat();
}
