import {
  COMMAND_NAMES,
  COMMANDS,
  type CommandName,
  type CommandRow,
  exitStatusOf,
  optionsOf,
} from '../commands.js';
import { optionHelp } from '../help.js';
import { OPTION_GROUPS, OPTIONS, type OptionGroup, type OptionRow } from '../options.js';
import { bold, italic, item, paragraph, plain, section, subsection } from './roff.js';

/** What the manual says beyond the tables. */
const ENVIRONMENT: readonly (readonly [name: string, meaning: string])[] = [
  ['NO_COLOR', 'If it is set and not empty, nothing is coloured.'],
  ['TERM', 'If it is dumb, a table is printed instead of the view, without colours.'],
  ['LISTENSCOPE_REDUCED_MOTION', 'If it is set, nothing in the view moves by itself.'],
  ['INK_SCREEN_READER', 'If it is true, the view is written for screen readers.'],
  [
    'LISTENSCOPE_DEBUG',
    'If it is set, an error that should not happen is shown with the place where it did.',
  ],
];

const AUDIENCES: readonly (readonly [audience: string, meaning: string])[] = [
  ['internet', 'globally routable sources, where the address that they dial is globally routable too'],
  ['private-networks', 'private addresses beyond a router'],
  ['local-network', 'neighbours on the same link'],
  ['vpn', 'what comes in by WireGuard, tun, ppp and the like'],
  ['containers', 'containers and virtual machines on bridges of this host'],
  ['this-host', 'programs on this host'],
  ['none', 'nobody'],
];

const REACHED_BY =
  'REACHED BY is the widest audience that certainly gets through. One with a question mark may get through, and it cannot be decided from here: the reason says why. "By group" names an audience that is wider and sends to it by broadcast addresses or multicast groups alone.';
const SCOPE_AND_WHY =
  'SCOPE is what the bind address says by itself: all-interfaces (0.0.0.0, ::), loopback-only (127.0.0.0/8, ::1) or specific-interface. WHY names what lets the audience in, or what stops the others.';

const SEE_ALSO: readonly (readonly [name: string, section: number])[] = [
  ['nsenter', 1],
  ['ip', 8],
  ['ip-netns', 8],
  ['ipset', 8],
  ['iptables-save', 8],
  ['lsof', 8],
  ['netstat', 8],
  ['nft', 8],
  ['ss', 8],
];

const SYNOPSES: readonly CommandName[] = ['show', ...COMMAND_NAMES];

/** The manual page listenscope(1) in roff, made from the tables that drive the parsing. `date` is YYYY-MM-DD. */
export function manualPage(version: string, date: string): string {
  const { about, examples } = COMMANDS.show;
  return `${[
    `.TH LISTENSCOPE 1 ${date} "listenscope ${plain(version)}" "User Commands"`,
    // No hyphenation, and no blanks to fill lines: words are to be copied.
    '.nh',
    '.ad l',
    section('NAME', ['listenscope \\- who can reach each listening socket of this host, and why']),
    section('SYNOPSIS', [SYNOPSES.map(synopsis).join('\n.br\n')]),
    section('DESCRIPTION', [
      ...about.map((text) => paragraph(plain(text))),
      paragraph('It changes nothing on the host, sends no packet and listens nowhere.'),
    ]),
    subsection('Reading the answer', [
      paragraph(plain(REACHED_BY)),
      ...AUDIENCES.map(([audience, meaning]) => item(bold(audience), plain(meaning))),
      paragraph(plain(SCOPE_AND_WHY)),
    ]),
    section('COMMANDS', []).trimEnd(),
    ...COMMAND_NAMES.map(commandSection),
    section('OPTIONS', []).trimEnd(),
    ...(Object.keys(OPTION_GROUPS) as OptionGroup[])
      .filter((group) => group !== 'command')
      .map(optionSection),
    section(
      'EXIT STATUS',
      exitStatusOf('show').map(([status, meaning]) => item(bold(status), plain(meaning))),
    ),
    section(
      'ENVIRONMENT',
      ENVIRONMENT.map(([name, meaning]) => item(bold(name), plain(meaning))),
    ),
    section(
      'EXAMPLES',
      examples.map(([line, purpose]) => item(bold(line), plain(purpose))),
    ),
    section('SEE ALSO', [SEE_ALSO.map(([name, number]) => `.BR ${plain(name)} (${number})`).join(' ,\n')]),
  ].join('\n')}\n`;
}

/** "listenscope diff BEFORE.json [AFTER.json]": what is to be typed bold, what stands for something italic. */
function synopsis(name: CommandName): string {
  const { usage, options }: CommandRow = COMMANDS[name];
  return `${usage}${options.length === 0 ? '' : ' [OPTION]...'}`
    .split(' ')
    .map((word) => word.replace(/[A-Z]{2,}|[a-z-]+|[^A-Za-z-]+/g, (part) => styled(part, word)))
    .join(' ');
}

function styled(part: string, word: string): string {
  if (/^[A-Z]/.test(part) || (/[A-Z]/.test(word) && /[a-z]/.test(part))) return italic(part);
  return /^[a-z-]/.test(part) ? bold(part) : plain(part);
}

function commandSection(name: CommandName): string {
  const { about, examples, status }: CommandRow = COMMANDS[name];
  const options = optionsOf(name).filter(({ group }) => group !== 'help');
  const own = options.filter(({ group }) => group === 'command');
  const shared = options.filter(({ group }) => group !== 'command').map((row) => bold(`--${row.name}`));
  return subsection(synopsis(name), [
    ...about.map((text) => paragraph(plain(text))),
    ...own.map((row) => item(flags(row), plain(optionHelp(row)))),
    ...(shared.length === 0
      ? []
      : [paragraph(`${own.length === 0 ? 'It takes' : 'It also takes'} ${shared.join(', ')}.`)]),
    ...(status === undefined
      ? []
      : [
          paragraph(
            plain(
              `Exit status: ${exitStatusOf(name)
                .map((each) => each.join(' '))
                .join(', ')}.`,
            ),
          ),
        ]),
    ...examples.map(([line, purpose]) => item(bold(line), plain(purpose))),
  ]);
}

function optionSection(group: OptionGroup): string {
  const rows = OPTIONS.filter((row) => row.group === group);
  return subsection(
    OPTION_GROUPS[group],
    rows.map((row) => item(flags(row), plain(optionHelp(row)))),
  );
}

function flags({ name, short, value }: OptionRow): string {
  const long = `${bold(`--${name}`)}${value === undefined ? '' : ` ${italic(value)}`}`;
  return short === undefined ? long : `${bold(`-${short}`)}, ${long}`;
}
