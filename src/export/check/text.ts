import type { Advice } from '../../explain/closing/advice.js';
import { escapeText } from '../escape-text.js';
import { wrap } from '../wrap.js';
import { type ChangeLines, changeLines } from './change-lines.js';
import { type CheckReport, countLevels, type ToldFinding } from './report.js';

const HEADINGS: Readonly<Record<ToldFinding['level'], string>> = {
  violation: 'VIOLATION',
  undecided: 'NOT DECIDED',
  notice: 'NOTICE',
};
const COLOURS: Readonly<Record<ToldFinding['level'], string>> = {
  violation: '\x1b[1;31m',
  undecided: '\x1b[1;33m',
  notice: '\x1b[1m',
};
const LABEL = 8;
const INDENT = ' '.repeat(LABEL + 2);

/** A check for people: each finding with what was found, why, what the policy says, and how to mend it; the outcome last. */
export function checkText(
  report: CheckReport,
  { width, colour }: { readonly width: number; readonly colour: boolean },
): string {
  const blocks = report.told.map((told) => findingLines(told, report.file, width, colour));
  return [...blocks, [outcome(report)]].map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function findingLines(told: ToldFinding, file: string, width: number, colour: boolean): readonly string[] {
  const { words, level, finding, change } = told;
  const heading = colour ? `${COLOURS[level]}${HEADINGS[level]}\x1b[0m` : HEADINGS[level];
  const [first] = words.mend;
  return [
    `${heading}  ${escapeText(words.subject)}  (${finding.rule})`,
    ...part('found', words.found, width),
    ...part('why', words.why, width),
    ...part('policy', words.policy, width),
    ...(first === undefined ? [] : adviceLines(first, 'mend', width)),
    ...(change === undefined ? [] : changePart(changeLines(change, file), width)),
  ];
}

/** A text behind its label, all its lines indented alike. */
function part(label: string, text: string | undefined, width: number): readonly string[] {
  if (text === undefined) return [];
  return wrap(escapeText(text), width - INDENT.length).map(
    (line, i) => `${i === 0 ? `  ${label.padEnd(LABEL)}` : INDENT}${line}`,
  );
}

function adviceLines({ title, where, lines, note }: Advice, label: string, width: number): readonly string[] {
  const head = `${title}${where === undefined ? '' : `, in ${where}`}${lines.length === 0 ? '.' : ':'}`;
  return [
    ...part(label, head, width),
    ...lines.map((line) => `${INDENT}  ${escapeText(line)}`),
    ...part('', note, width),
  ];
}

function changePart({ title, lines }: ChangeLines, width: number): readonly string[] {
  return [...part('', title, width), ...lines.map((line) => `${INDENT}${line}`)];
}

function outcome(report: CheckReport): string {
  const { violation, undecided, notice } = countLevels(report);
  const { check, file } = report;
  const parts = [
    counted(violation, 'violation'),
    ...(undecided === 0 ? [] : [`${undecided} not decided`]),
    ...(notice === 0 ? [] : [counted(notice, 'notice')]),
  ];
  const checked = counted(
    check.subjects.length,
    'listener and forwarded port',
    'listeners and forwarded ports',
  );
  return `${escapeText(file)}: ${parts.join(', ')}; ${checked} checked.`;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count === 0 ? 'no' : count} ${count === 1 ? one : many}`;
}
