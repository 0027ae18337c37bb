import { markOf, RINGS, type Ring } from '../../explain/audience-mark.js';
import type { Item } from '../state/items.js';
import { memoizeLast } from '../state/memo.js';
import { lineWidth, type Span, span } from '../text/line.js';

interface Style {
  /** Dots for one audience at most. */
  readonly dots: number;
  /** Which audiences have their names beside their shapes, and in which form. */
  readonly named: 'all' | 'all-short' | 'inhabited' | 'chosen';
}

/** From what says most to what fits into the narrowest terminal. */
const STYLES: readonly Style[] = [
  ...[8, 6, 5, 4, 3].map((dots): Style => ({ dots, named: 'all' })),
  ...[8, 6, 5, 4, 3, 2, 1].map((dots): Style => ({ dots, named: 'all-short' })),
  ...[3, 2, 1].map((dots): Style => ({ dots, named: 'inhabited' })),
];

/** One audience's place on the line. */
export interface RingSegment {
  readonly ring: Ring;
  readonly spans: readonly Span[];
}

/** The picture of the host: every audience, widest first, with as many dots as fit and the number of its listeners. */
export function audienceSegments(
  items: readonly Item[],
  chosen: Ring | undefined,
  width: number,
): readonly RingSegment[] {
  const counts = countRings(items);
  for (const style of STYLES) {
    const segments = draw(counts, chosen, style);
    if (lineWidth(segments.flatMap(({ spans }) => spans)) <= width) return segments;
  }
  return draw(counts, chosen, { dots: 1, named: 'chosen' });
}

const countRings = memoizeLast((items: readonly Item[]): ReadonlyMap<Ring, number> => {
  const counts = new Map<Ring, number>();
  for (const { ring } of items) counts.set(ring, (counts.get(ring) ?? 0) + 1);
  return counts;
});

function draw(
  counts: ReadonlyMap<Ring, number>,
  chosen: Ring | undefined,
  { dots, named }: Style,
): readonly RingSegment[] {
  const most = Math.max(1, ...counts.values());
  return RINGS.flatMap((ring): readonly RingSegment[] => {
    const count = counts.get(ring) ?? 0;
    const { shape, label, short, tone } = markOf(ring);
    // What nobody needs to see: an empty place for what cannot be known.
    if (ring === 'unknown' && count === 0 && chosen !== ring) return [];
    const isNamed = ring === chosen || named.startsWith('all') || (named === 'inhabited' && count > 0);
    const name = named === 'all' ? label : short;
    const text = ` ${isNamed ? `${name} ` : ''}${shape.repeat(dotsFor(count, most, dots))} ${count} `;
    const isWide = named === 'all';
    return [
      {
        ring,
        spans: [
          span(text, ring === chosen ? 'selected' : count === 0 ? 'dim' : tone),
          span(isWide ? ' ' : ''),
        ],
      },
    ];
  });
}

/** One dot a listener while that fits; after that in proportion, and never none for some. */
function dotsFor(count: number, most: number, dots: number): number {
  if (count === 0) return 1;
  return most <= dots ? count : Math.max(1, Math.round((count * dots) / most));
}
