import { Box, Text } from 'ink';
import { memo } from 'react';
import { cutLine, type Line, line as lineOf } from '../src/tui/text/line.js';
import { useTheme } from './theme.js';

/** One row of styled text, cut to `width` columns. */
export const StyledLine = memo(function StyledLine({
  line,
  width,
}: {
  readonly line: Line;
  readonly width: number;
}) {
  const theme = useTheme();
  // A row without text would have no height.
  const spans = line.length === 0 ? EMPTY : cutLine(line, width);
  // One node a row: each node costs as much as many characters.
  return <Text wrap="truncate">{spans.map(({ text, tone }) => theme[tone](text)).join('')}</Text>;
});

const EMPTY = lineOf(' ');

/** A text of which `height` rows from `top` on are shown. */
export function Lines({
  lines,
  width,
  height,
  top = 0,
}: {
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
  readonly top?: number;
}) {
  const shown = lines.slice(top, top + height);
  return (
    <Box flexDirection="column" width={width} height={height}>
      {shown.map((line, index) => (
        <StyledLine key={top + index} line={line} width={width} />
      ))}
    </Box>
  );
}
