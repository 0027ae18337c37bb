import { Box } from 'ink';
import type { Line } from '../src/tui/text/line.js';
import { StyledLine } from './Lines.js';

/** A row of a list, drawn already but for the cursor. */
export interface ListRow {
  readonly key: string;
  readonly line: Line;
}

/** Column heads and the rows that are on the screen; the one under the cursor is marked at its left edge and in bold. */
export function List({
  heads,
  rows,
  selected,
  width,
  height,
}: {
  readonly heads: Line;
  readonly rows: readonly ListRow[];
  readonly selected: string | undefined;
  readonly width: number;
  readonly height: number;
}) {
  return (
    <Box flexDirection="column" width={width} height={height + 1}>
      <StyledLine line={[{ text: '  ', tone: 'plain' }, ...heads]} width={width} />
      {rows.slice(0, height).map(({ key, line }) => (
        <Box key={key}>
          <StyledLine line={key === selected ? CURSOR : NO_CURSOR} width={1} />
          <StyledLine line={key === selected ? emphasized(line) : line} width={width - 1} />
        </Box>
      ))}
    </Box>
  );
}

const CURSOR: Line = [{ text: '▌', tone: 'accent' }];
const NO_CURSOR: Line = [{ text: ' ', tone: 'plain' }];

/** Plain text becomes strong; what has a colour keeps it. */
function emphasized(line: Line): Line {
  return line.map((span) =>
    span.tone === 'plain' || span.tone === 'dim' ? { ...span, tone: 'strong' } : span,
  );
}
