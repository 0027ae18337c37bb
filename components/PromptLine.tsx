import { cutLine, type Line } from '../src/tui/text/line.js';
import { textWidth } from '../src/tui/text/width.js';
import { StyledLine } from './Lines.js';

/** The line in which something is typed, with its caret; below its end what is wrong with it, or an example. */
export function PromptLine({
  label,
  text,
  caret,
  remark,
  isWrong,
  width,
}: {
  readonly label: string;
  readonly text: string;
  readonly caret: number;
  readonly remark: string;
  readonly isWrong: boolean;
  readonly width: number;
}) {
  const room = Math.max(4, width - textWidth(label) - 2);
  const { before, under, after } = around(text, caret, room);
  const used = textWidth(label) + 1 + textWidth(before) + textWidth(under) + textWidth(after);
  const tail = cutLine([{ text: `  ${remark}`, tone: isWrong ? 'warning' : 'dim' }], width - used);
  const line: Line = [
    { text: `${label} `, tone: 'accent' },
    { text: before, tone: 'plain' },
    { text: under, tone: 'selected' },
    { text: after, tone: 'plain' },
    ...tail,
  ];
  return <StyledLine line={line} width={width} />;
}

/** The part of `text` around the caret that fits into `room` columns. */
function around(text: string, caret: number, room: number) {
  let before = text.slice(0, caret);
  const [under = ' '] = [...text.slice(caret)];
  const after = text.slice(caret + (caret < text.length ? under.length : 0));
  while (textWidth(before) > room - textWidth(under)) before = [...before].slice(1).join('');
  const left = room - textWidth(before) - textWidth(under);
  return { before, under, after: [...after].slice(0, Math.max(0, left)).join('') };
}
