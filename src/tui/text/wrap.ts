import type { Line, Span, Tone } from './line.js';
import { takeColumns, textWidth } from './width.js';

/** Breaks `text` at blanks into rows of at most `width` columns; a word that is wider than a row is cut. */
export function wrapText(text: string, width: number): string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of text.split(' ').flatMap((word) => pieces(word, width))) {
    const longer = row === '' ? word : `${row} ${word}`;
    if (row !== '' && textWidth(longer) > width) {
      rows.push(row);
      row = word;
    } else {
      row = longer;
    }
  }
  rows.push(row);
  return rows;
}

/**
 * Wraps `text` behind a `lead` (a bullet, a mark, an indent), so that continued rows stand under the text and not under
 * the lead.
 */
export function wrapBehind(lead: Span, text: string, tone: Tone, width: number): Line[] {
  const indent = textWidth(lead.text);
  const rows = wrapText(text, Math.max(1, width - indent));
  return rows.map((row, index) => [
    index === 0 ? lead : { text: ' '.repeat(indent), tone: 'plain' as const },
    { text: row, tone },
  ]);
}

function pieces(word: string, width: number): string[] {
  const parts: string[] = [];
  let rest = word;
  while (textWidth(rest) > width) {
    const part = takeColumns(rest, width) || rest.slice(0, 2);
    parts.push(part);
    rest = rest.slice(part.length);
  }
  parts.push(rest);
  return parts;
}
