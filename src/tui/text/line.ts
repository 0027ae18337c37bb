import { takeColumns, textWidth } from './width.js';

/**
 * How a piece of text looks, by what it means; the theme gives each a colour or, without colours, a weight.
 * The audiences have a tone each, used wherever they are named.
 */
export type Tone =
  | 'plain'
  | 'strong'
  | 'dim'
  | 'accent'
  | 'heading'
  | 'columns'
  | 'warning'
  | 'selected'
  | 'new'
  | 'gone'
  | 'internet'
  | 'private-networks'
  | 'local-network'
  | 'vpn'
  | 'containers'
  | 'this-host'
  | 'none'
  | 'unknown';

export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** One row of a screen. */
export type Line = readonly Span[];

export const BLANK: Line = [];

/** A piece of text with its tone. */
export function span(text: string, tone: Tone = 'plain'): Span {
  return { text, tone };
}

/** A line of one tone. */
export function line(text: string, tone: Tone = 'plain'): Line {
  return [{ text, tone }];
}

/** How many columns a line takes. */
export function lineWidth(spans: Line): number {
  return spans.reduce((sum, { text }) => sum + textWidth(text), 0);
}

/** The line cut to `width` columns, with `…` where something was cut off. */
export function cutLine(spans: Line, width: number): Line {
  if (lineWidth(spans) <= width) return spans;
  if (width < 1) return BLANK;
  const kept: Span[] = [];
  let room = width - 1;
  for (const { text, tone } of spans) {
    const part = takeColumns(text, room);
    if (part !== '') kept.push({ text: part, tone });
    room -= textWidth(part);
    if (part.length < text.length) {
      kept.push({ text: '…', tone });
      break;
    }
  }
  return kept;
}
