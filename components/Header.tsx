import { Box } from 'ink';
import type { Line } from '../src/tui/text/line.js';
import { lineWidth } from '../src/tui/text/line.js';
import { StyledLine } from './Lines.js';

/** The first row: what this is about on the left, when and how fresh on the right. */
export function Header({
  left,
  right,
  width,
}: {
  readonly left: Line;
  readonly right: Line;
  readonly width: number;
}) {
  const room = Math.max(0, width - lineWidth(right) - 1);
  return (
    <Box>
      <StyledLine line={left} width={room} />
      <StyledLine line={[{ text: ' ', tone: 'plain' }, ...right]} width={width - room} />
    </Box>
  );
}
