import type { Audit } from '../../model/audit.js';
import type { Question } from '../state/state.js';
import { BLANK, cutLine, type Line, line, span } from '../text/line.js';
import { shown } from '../text/shown.js';
import { wrapBehind } from '../text/wrap.js';
import { type CopyChoice, copyChoices } from './copy-choices.js';

/** What is asked, with everything that the answer should depend on. */
export function questionDocument(question: Question, audit: Audit, width: number): readonly Line[] {
  switch (question.kind) {
    case 'end':
      return endQuestion(question, audit, width);
    case 'copy':
      return [
        line('COPY', 'heading'),
        BLANK,
        ...copyChoices(question.item, audit).flatMap((choice) => choiceLines(choice, width)),
        BLANK,
        line('Any other key: nothing is copied.', 'dim'),
      ];
    default:
      return question satisfies never;
  }
}

function endQuestion(
  { item, processes, chosen }: Extract<Question, { kind: 'end' }>,
  audit: Audit,
  width: number,
): readonly Line[] {
  const process = processes[chosen];
  if (process === undefined) return [];
  const also = audit.listeners
    .filter(({ owner }) => owner.processes.some(({ pid }) => pid === process.pid))
    .map(({ id }) => shown(id));
  return [
    ...wrapBehind(
      span(''),
      `End ${shown(process.name)}, process ${process.pid}${process.user === undefined ? '' : ` of ${shown(process.user)}`}?`,
      'strong',
      width,
    ),
    BLANK,
    ...wrapBehind(span('command   ', 'dim'), shown(process.command.join(' ')) || 'not known', 'plain', width),
    ...wrapBehind(span('listens   ', 'dim'), also.join(', ') || item.address, 'plain', width),
    BLANK,
    ...(processes.length > 1
      ? processes.map((other, index) =>
          cutLine(
            [
              span(index === chosen ? '▌ ' : '  ', 'accent'),
              span(`${shown(other.name)} ${other.pid}`, index === chosen ? 'strong' : 'dim'),
            ],
            width,
          ),
        )
      : []),
    ...(processes.length > 1 ? [BLANK] : []),
    [
      span('y', 'accent'),
      span(` sends SIGTERM to process ${process.pid}.  `),
      span('Any other key: nothing happens.', 'dim'),
    ],
  ];
}

/** Rows that show what would be copied: all choices must fit a small screen. */
const PREVIEW = 2;

function preview(text: string, width: number): readonly Line[] {
  const rows = text.split('\n').flatMap((row) => wrapBehind(span('     '), shown(row), 'dim', width));
  const [last = BLANK] = rows.slice(PREVIEW - 1);
  if (rows.length <= PREVIEW) return rows;
  return [...rows.slice(0, PREVIEW - 1), cutLine([...last, span(' …', 'dim')], width)];
}

function choiceLines({ key, label, text }: CopyChoice, width: number): readonly Line[] {
  return [
    cutLine([span(`${key}  `, 'accent'), span(shown(label), 'strong')], width),
    ...preview(text, width),
  ];
}
