import { Box, Text } from 'ink';
import { memo } from 'react';
import { cutLine, type Line, lineWidth } from '../src/tui/text/line.js';
import { useTheme } from './theme.js';

/** One row of styled text, cut to `width` columns and filled up with blanks to it. */
export const StyledLine = memo(function StyledLine({
  line,
  width,
}: {
  readonly line: Line;
  readonly width: number;
}) {
  const theme = useTheme();
  const cut = cutLine(line, width);
  const blank = ' '.repeat(Math.max(0, width - lineWidth(cut)));
  return (
    <Text wrap="truncate">
      {cut.map(({ text, tone }, index) => (
        // A row is drawn anew as a whole: its spans have no identity of their own.
        <Text key={`${index} ${tone}`} {...theme[tone]}>
          {text}
        </Text>
      ))}
      {blank}
    </Text>
  );
});

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
