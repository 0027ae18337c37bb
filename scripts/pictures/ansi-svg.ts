import { textWidth } from '../../src/tui/text/width.js';

/** Colours of a calm dark terminal: the eight of the palette, then the eight bright ones. */
const PALETTE = [
  '#1e2127',
  '#e06c75',
  '#98c379',
  '#d7ba7d',
  '#61afef',
  '#c678dd',
  '#56b6c2',
  '#abb2bf',
  '#5c6370',
  '#f0828b',
  '#b5e08c',
  '#f0d399',
  '#7fc1ff',
  '#dc9cf0',
  '#7fd4df',
  '#ffffff',
] as const;
const FOREGROUND = '#c8ccd4';
const BACKGROUND = '#16181d';

const CELL = 8.4;
const ROW = 19;
const MARGIN = 14;

interface Style {
  readonly colour?: number;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly inverse: boolean;
  readonly strike: boolean;
}

const PLAIN: Style = { bold: false, dim: false, inverse: false, strike: false };

/** A picture of a terminal screen, from what `tmux capture-pane -e` prints of it: SGR codes and text. */
export function ansiToSvg(screen: readonly string[], columns: number, title: string): string {
  const width = Math.round(columns * CELL + 2 * MARGIN);
  const height = screen.length * ROW + 2 * MARGIN;
  let style = PLAIN;
  const rows = screen.map((row, index) => {
    const drawn = drawRow(row, style, MARGIN + index * ROW);
    style = drawn.style;
    return drawn.svg;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escapeXml(title)}</title>
<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>
<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">
${rows.filter((row) => row !== '').join('\n')}
</g>
</svg>
`;
}

function drawRow(row: string, before: Style, top: number): { readonly svg: string; readonly style: Style } {
  let style = before;
  let column = 0;
  let svg = '';
  for (const [part = ''] of row.matchAll(/\x1b\[[\d;]*m|[^\x1b]+|\x1b/g)) {
    if (part.startsWith('\x1b')) {
      style = styled(style, part);
      continue;
    }
    const cells = textWidth(part);
    if (part.trim() !== '' || style.inverse) svg += drawText(part, cells, style, MARGIN + column * CELL, top);
    column += cells;
  }
  return { svg, style };
}

/**
 * Words one by one, since SVG shrinks runs of blanks to one: `textLength` holds every word to its cells, whatever font the
 * viewer has.
 */
function drawText(text: string, cells: number, style: Style, x: number, top: number): string {
  const colour = style.colour === undefined ? FOREGROUND : (PALETTE[style.colour] ?? FOREGROUND);
  const box = style.inverse
    ? `<rect x="${x.toFixed(1)}" y="${top}" width="${(cells * CELL).toFixed(1)}" height="${ROW}" fill="${colour}"/>`
    : '';
  const marks = [
    style.bold ? ' font-weight="bold"' : '',
    style.dim ? ' opacity="0.6"' : '',
    style.strike ? ' text-decoration="line-through"' : '',
  ].join('');
  const fill = style.inverse ? BACKGROUND : colour;
  const words = [...text.matchAll(/\S+(?: \S+)*/g)].map(({ 0: word, index }) => {
    const left = (x + textWidth(text.slice(0, index)) * CELL).toFixed(1);
    const length = (textWidth(word) * CELL).toFixed(1);
    return `<text x="${left}" y="${top + 14}" fill="${fill}" textLength="${length}"${marks}>${escapeXml(word)}</text>`;
  });
  return box + words.join('');
}

/** ECMA-48 SGR, as far as the view and tmux use it. */
function styled(before: Style, sequence: string): Style {
  let style = before;
  for (const code of sequence.slice(2, -1).split(';').map(Number)) style = withCode(style, code);
  return style;
}

function withCode(style: Style, code: number): Style {
  if (code === 0) return PLAIN;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 7) return { ...style, inverse: true };
  if (code === 9) return { ...style, strike: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 27) return { ...style, inverse: false };
  if (code === 29) return { ...style, strike: false };
  if (code >= 30 && code <= 37) return { ...style, colour: code - 30 };
  if (code >= 90 && code <= 97) return { ...style, colour: code - 82 };
  return code === 39 ? { ...style, colour: undefined } : style;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
