import { Box } from 'ink';
import { type Line, lineWidth } from '../src/tui/text/line.js';
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
  return (
    <Box width={width} justifyContent="space-between">
      <StyledLine line={left} width={Math.max(1, width - lineWidth(right) - 1)} />
      <StyledLine line={right} width={width} />
    </Box>
  );
}
