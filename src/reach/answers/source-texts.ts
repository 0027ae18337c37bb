import { type AddressSet, type Bound, equals, type IpFamily } from '../../net/address-set.js';
import { cidrList, type RangeWriter, rangeCidrs } from '../../net/cidr.js';

/**
 * Writes sets of sources out as CIDRs: equal sets as one list, and each range once. The sets of one host are much alike, since all
 * of them leave out its own addresses.
 */
export function sourceTexts(): (set: AddressSet) => readonly string[] {
  const written = new Map<string, { readonly set: AddressSet; readonly texts: readonly string[] }[]>();
  const ofRange = rememberedRanges();
  return (set) => {
    const key = digest(set);
    const candidates = written.get(key) ?? [];
    written.set(key, candidates);
    const same = candidates.find((candidate) => equals(candidate.set, set));
    if (same !== undefined) return same.texts;
    const texts = cidrList(set, ofRange);
    candidates.push({ set, texts });
    return texts;
  };
}

function rememberedRanges(): RangeWriter {
  const known: Readonly<Record<IpFamily, Map<Bound, Map<Bound, readonly string[]>>>> = {
    ipv4: new Map(),
    ipv6: new Map(),
  };
  return (family, start, end) => {
    const byEnd = known[family].get(start) ?? new Map<Bound, readonly string[]>();
    known[family].set(start, byEnd);
    const texts = byEnd.get(end) ?? rangeCidrs(family, start, end);
    byEnd.set(end, texts);
    return texts;
  };
}

/** Equal for equal sets, seldom equal for others, and cheaper than writing hundreds of bounds out. */
export function digest({ family, bounds }: AddressSet): string {
  let mixed = bounds.length;
  for (const bound of bounds) if (typeof bound === 'number') mixed = (Math.imul(mixed, 31) + bound) | 0;
  return `${family} ${mixed} ${bounds[0]} ${bounds.at(-1)}`;
}
