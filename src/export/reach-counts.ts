import { EXPOSURES, type Exposure } from '../model/listener.js';
import type { Exposed } from './exposed.js';

type Counts = Readonly<Record<Exposure, number>>;

/**
 * How many listeners and forwards have each audience as their widest: those of which that is certain, and those of which it is
 * the widest that cannot be ruled out. Each is counted once.
 */
export function countsOf(items: readonly Exposed[]): { readonly certain: Counts; readonly perhaps: Counts } {
  return {
    certain: countEach(items.filter(({ exposureAtMost }) => exposureAtMost === undefined)),
    perhaps: countEach(items.filter(({ exposureAtMost }) => exposureAtMost !== undefined)),
  };
}

function countEach(items: readonly Exposed[]): Counts {
  const counts = EXPOSURES.map((exposure) => [
    exposure,
    items.filter(({ widest }) => widest === exposure).length,
  ]);
  return Object.fromEntries(counts);
}
