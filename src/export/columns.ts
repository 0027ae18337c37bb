import stringWidth from 'string-width';

/** Cells of a terminal that `text` takes: CJK and most emoji take two, combining marks none. */
export function displayWidth(text: string): number {
  return isPlainAscii(text) ? text.length : stringWidth(text);
}

function isPlainAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

/** `text` followed by blanks up to `width` cells. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** `text` in at most `width` cells, an ellipsis in place of what does not fit. Never cuts inside a character. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let used = 1;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += displayWidth(segment);
    if (used > width) break;
    kept += segment;
  }
  return `${kept}…`;
}

/**
 * Lines of left-aligned columns with two blanks between. All rows have as many cells as the first. With `width`, the
 * last column is cut to fit; without, nothing is cut. `paint` may colour a cell that is already padded.
 */
export function layOutColumns(
  rows: readonly (readonly string[])[],
  options: {
    readonly width?: number;
    readonly paint?: (text: string, row: number, column: number) => string;
  } = {},
): string[] {
  const { width, paint = (text) => text } = options;
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => displayWidth(cells[column] ?? ''))),
  );
  const last = widths.length - 1;
  const room =
    width === undefined ? undefined : width - widths.slice(0, last).reduce((sum, w) => sum + w + 2, 0);
  return rows.map((cells, row) =>
    cells
      .map((cell, column) => {
        if (column < last) return paint(padEnd(cell, widths[column] ?? 0), row, column);
        return paint(room === undefined ? cell : truncate(cell, Math.max(room, 1)), row, column);
      })
      .join('  ')
      .trimEnd(),
  );
}
