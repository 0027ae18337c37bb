import stringWidth from 'string-width';

const PRINTABLE_ASCII = /^[ -~]*$/;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Widths of other texts, by text: the same few stand on the screen frame after frame, and measuring goes by grapheme. */
const measured = new Map<string, number>();
const MOST_MEASURED = 4000;

/** How many terminal columns `text` takes (one line, no escape codes). East Asian wide characters and emoji take two. */
export function textWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  const known = measured.get(text);
  if (known !== undefined) return known;
  if (measured.size >= MOST_MEASURED) measured.clear();
  const width = stringWidth(text);
  measured.set(text, width);
  return width;
}

/** `text` cut to at most `width` columns, with `…` as the last one where something was cut off. */
export function truncate(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  return width < 1 ? '' : `${takeColumns(text, width - 1)}…`;
}

/** As `truncate`, but the end stays: for text whose end tells more than its middle, such as addresses with ports. */
export function truncateMiddle(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width < 6) return truncate(text, width);
  const head = Math.floor((width - 1) / 2);
  return `${takeColumns(text, head)}…${takeLastColumns(text, width - 1 - head)}`;
}

/** `text` in exactly `width` columns: cut or filled up with blanks. */
export function fit(text: string, width: number, cut = truncate): string {
  const shown = cut(text, width);
  return shown + ' '.repeat(Math.max(0, width - textWidth(shown)));
}

/** The longest beginning of `text` that takes no more than `columns`; never half a character. */
export function takeColumns(text: string, columns: number): string {
  if (PRINTABLE_ASCII.test(text)) return text.slice(0, Math.max(0, columns));
  let taken = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += textWidth(segment);
    if (used > columns) break;
    taken += segment;
  }
  return taken;
}

function takeLastColumns(text: string, columns: number): string {
  if (PRINTABLE_ASCII.test(text)) return text.slice(text.length - columns);
  const segments = [...graphemes.segment(text)].reverse();
  let taken = '';
  let used = 0;
  for (const { segment } of segments) {
    used += textWidth(segment);
    if (used > columns) break;
    taken = segment + taken;
  }
  return taken;
}
