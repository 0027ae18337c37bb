import type { Line } from '../src/tui/text/line.js';
import { lineWidth } from '../src/tui/text/line.js';
import { StyledLine } from './Lines.js';

/** The last row: tabs on the left, keys on the right as far as there is room for them. */
export function Footer({
  tabs,
  hints,
  width,
}: {
  readonly tabs: Line;
  /** Most useful last: the first ones give way. */
  readonly hints: readonly Line[];
  readonly width: number;
}) {
  const room = width - lineWidth(tabs) - 1;
  const kept: Line[] = [];
  let used = 0;
  for (const hint of [...hints].reverse()) {
    used += lineWidth(hint) + 3;
    if (used > room) break;
    kept.unshift([{ text: '   ', tone: 'plain' }, ...hint]);
  }
  const right = kept.flat();
  const gap = ' '.repeat(Math.max(1, width - lineWidth(tabs) - lineWidth(right)));
  return <StyledLine line={[...tabs, { text: gap, tone: 'plain' }, ...right]} width={width} />;
}
