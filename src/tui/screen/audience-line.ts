import type { Item } from '../state/items.js';
import { memoizeLast } from '../state/memo.js';
import { markOf, RINGS, type Ring } from '../text/audience-mark.js';
import { lineWidth, type Span, span } from '../text/line.js';

/** Dots for one audience at most; from there on the number alone tells. */
const MOST_DOTS = 8;

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
  for (const dots of [MOST_DOTS, MOST_DOTS / 2, 0]) {
    const segments = draw(counts, chosen, dots, true);
    if (lineWidth(segments.flatMap(({ spans }) => spans)) < width) return segments;
  }
  return draw(counts, chosen, 0, false);
}

const countRings = memoizeLast((items: readonly Item[]): ReadonlyMap<Ring, number> => {
  const counts = new Map<Ring, number>();
  for (const { ring } of items) counts.set(ring, (counts.get(ring) ?? 0) + 1);
  return counts;
});

function draw(
  counts: ReadonlyMap<Ring, number>,
  chosen: Ring | undefined,
  dots: number,
  hasLabels: boolean,
): readonly RingSegment[] {
  const most = Math.max(1, ...counts.values());
  return RINGS.flatMap((ring): readonly RingSegment[] => {
    const count = counts.get(ring) ?? 0;
    const { shape, label, tone } = markOf(ring);
    // What nobody needs to see: an empty place for what cannot be known.
    if (ring === 'unknown' && count === 0 && chosen !== ring) return [];
    const shapes = shape.repeat(Math.max(1, dots === 0 ? 1 : dotsFor(count, most, dots)));
    const isNamed = hasLabels || ring === chosen;
    const text = isNamed ? ` ${label} ${shapes} ${count} ` : ` ${shapes} ${count} `;
    return [
      { ring, spans: [span(text, ring === chosen ? 'selected' : count === 0 ? 'dim' : tone), span(' ')] },
    ];
  });
}

/** One dot a listener while that fits; after that in proportion, and never none for some. */
function dotsFor(count: number, most: number, dots: number): number {
  if (count === 0) return 1;
  return most <= dots ? count : Math.max(1, Math.round((count * dots) / most));
}
