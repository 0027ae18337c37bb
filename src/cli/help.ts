import { wrap } from '../export/wrap.js';
import type { HelpCommand } from './command.js';
import {
  COMMAND_NAMES,
  COMMANDS,
  type CommandName,
  type CommandRow,
  exitStatusOf,
  optionGroupsOf,
} from './commands.js';
import type { OptionRow } from './options.js';
import { proseWidth } from './prose-width.js';
import type { Terminal } from './terminal.js';

/** Columns for what is explained; what is longer has its explanation on the next line. */
const MOST_LEFT = 40;
const MARGIN = '  ';
const GAP = '  ';

type Row = readonly [left: string, right: string];

/** Prints the page of a command. */
export async function help({ topic }: HelpCommand, terminal: Terminal): Promise<number> {
  await terminal.print(helpText(topic, proseWidth(terminal)));
  return 0;
}

/** The page of a command in at most `width` columns, made from the tables that also drive the parsing. */
export function helpText(name: CommandName, width: number): string {
  const { examples }: CommandRow = COMMANDS[name];
  const options = optionGroupsOf(name).map(
    (group) => [group.title, group.options.map((row): Row => [flagsOf(row), optionHelp(row)])] as const,
  );
  const column = columnOf(options.flatMap(([, rows]) => rows));
  return [
    ...(name === 'show' ? overview(width) : introduction(name, width)),
    ...options.map(([title, rows]) => section(title, rows, width, column)),
    ...(examples.length === 0 ? [] : [section('Examples', examples, width)]),
    section('Exit status', exitStatusOf(name), width, 1),
  ]
    .join('\n\n')
    .concat('\n');
}

function overview(width: number): string[] {
  const commands = COMMAND_NAMES.map((name) => {
    const { usage, help }: CommandRow = COMMANDS[name];
    return [usage.replace('listenscope ', ''), help] as const satisfies Row;
  });
  return [
    'Who can reach each listening socket of this host, and why.',
    [
      `Usage: listenscope [OPTION]...            ${COMMANDS.show.help}`,
      '       listenscope COMMAND [OPTION]...    one of these, explained by COMMAND --help',
    ].join('\n'),
    section('Commands', commands, width),
  ];
}

function introduction(name: CommandName, width: number): string[] {
  const { usage, about, options }: CommandRow = COMMANDS[name];
  return [
    `Usage: ${usage}${options.length === 0 ? '' : ' [OPTION]...'}`,
    ...about.map((paragraph) => wrap(paragraph, width).join('\n')),
  ];
}

/** "-t, --tcp", "    --port N". */
function flagsOf({ name, short, value }: OptionRow): string {
  return `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
}

/** The line of an option, with the values that it takes. */
export function optionHelp({ help, choices }: OptionRow): string {
  return choices === undefined ? help : `${help}: ${choices.join(', ')}`;
}

/** Two columns under a title; what is too long for the left one stands on a line of its own. */
function section(title: string, rows: readonly Row[], width: number, column = columnOf(rows)): string {
  const indent = column + MARGIN.length + GAP.length;
  const lines = rows.flatMap(([left, right]) => {
    const [line = '', ...more] = wrap(right, width - indent);
    const first =
      left.length > column
        ? [MARGIN + left, ' '.repeat(indent) + line]
        : [MARGIN + left.padEnd(column) + GAP + line];
    return [...first, ...more.map((rest) => ' '.repeat(indent) + rest)];
  });
  return [title, ...lines].join('\n');
}

function columnOf(rows: readonly Row[]): number {
  return Math.max(8, ...rows.map(([left]) => left.length).filter((length) => length <= MOST_LEFT));
}
