import {
  CHECK_FORMATS,
  OPTION_GROUPS,
  OPTIONS,
  type Operand,
  type OptionName,
  type OptionRow,
  SCHEMA_NAMES,
  SHELLS,
  TRACED_PROTOCOLS,
} from './options.js';

/** One command. Like the table of options, this one drives whatever speaks of commands. */
export interface CommandRow {
  readonly usage: string;
  /** One line, for lists of commands. */
  readonly help: string;
  /** What it does, in paragraphs, for its own page. */
  readonly about: readonly string[];
  /** What may follow its name, for shells to offer. */
  readonly operands?: readonly Operand[];
  /** The options that it takes besides --help and --version. */
  readonly options: readonly OptionName[];
  /** Where an option is another one with this command than the table of options says. */
  readonly instead?: { readonly [Name in OptionName]?: Partial<OptionRow> };
  /** Lines to try, each with what it is for. */
  readonly examples: readonly (readonly [line: string, purpose: string])[];
  /** What an exit status means, where it says more than 0 for done and 2 for bad usage or unusable input. */
  readonly status?: Readonly<Record<number, string>>;
}

export type CommandName = keyof typeof COMMANDS;

const FILTERS: readonly OptionName[] = [
  'tcp',
  'udp',
  'raw',
  'ipv4',
  'ipv6',
  'proto',
  'port',
  'process',
  'scope',
  'exposure',
];
const OTHERS: readonly OptionName[] = ['unix', 'packet', 'vsock'];
const HERE: readonly OptionName[] = ['collector', 'netns'];
const INPUT: readonly OptionName[] = ['from', ...HERE];
const OUTPUT: readonly OptionName[] = ['json', 'no-color'];
const HABIT: readonly OptionName[] = ['listening', 'processes'];

const JSON_FILE: Operand = { value: 'FILE' };

const NAMED_BUT_HELP = {
  explain: {
    usage: 'listenscope explain ADDRESS[:PORT]',
    help: 'what an address means, and who answers there',
    about: [
      'Says what ADDRESS means to listen on, to connect to, as a source and in a routing table, here and on other systems, and where that is laid down. With PORT also who answers there now, who can reach it, and what would close it.',
      'Addresses may be written as listings have them: *:80, [::]:80, 127.0.0.1.631, fe80::1%eth0. Odd and wrong spellings are explained as well. No name is looked up.',
    ],
    operands: [{ value: 'ADDRESS', choices: ['0.0.0.0', '127.0.0.1', '127.0.0.2', 'localhost'] }],
    options: [...INPUT, ...OUTPUT],
    examples: [
      ['listenscope explain 0.0.0.0', 'what it means to listen on all addresses'],
      ['listenscope explain 127.0.0.2:80', 'what 127.0.0.2 is, and who answers there on port 80'],
      ['listenscope explain fe80::1%eth0', 'a link-local address, with its interface'],
      ['listenscope explain 10.0.0.0/8', 'a network, and what of this host lies in it'],
    ],
  },
  trace: {
    usage: 'listenscope trace SOURCE DESTINATION:PORT',
    help: "one packet's way through the host",
    about: [
      'Follows the first packet of a connection from SOURCE to DESTINATION:PORT through this host, step by step, to the socket that gets it or the rule that stops it. Nothing is sent.',
    ],
    operands: [{ value: 'SOURCE' }, { value: 'DESTINATION:PORT' }],
    options: ['proto', 'via', ...INPUT, ...OUTPUT],
    instead: {
      proto: { choices: TRACED_PROTOCOLS, group: 'command', help: 'the protocol of the packet (tcp)' },
    },
    examples: [
      ['listenscope trace 192.0.2.7 10.0.0.1:22', 'does this host let 192.0.2.7 in by ssh?'],
      ['listenscope trace fd00::7 [fd00::1]:53 --proto udp', 'a datagram, over IPv6'],
      ['listenscope trace 10.0.0.7 10.0.0.1:80 --via eth1', 'by an interface of your choice'],
    ],
  },
  check: {
    usage: 'listenscope check --policy FILE',
    help: 'what is reachable and not meant to be',
    about: [
      'Holds what is reachable against FILE, a policy that says what is meant to be. Each violation is told with what was found, why, what the policy says to that, and the smallest change that mends it. docs/policy.md describes the language.',
      'With --init it writes the policy of today, with everything that more than this host can reach, for somebody to go through.',
    ],
    options: ['policy', 'init', ...INPUT, 'format', ...OUTPUT],
    instead: { format: { choices: CHECK_FORMATS } },
    examples: [
      ['sudo listenscope check --init > policy.yaml', 'begin with what is reachable today'],
      ['sudo listenscope check --policy policy.yaml', 'is anything reachable that should not be?'],
      ['listenscope check --policy policy.yaml --from web-01.json', 'of a host that was captured'],
      [
        'listenscope check --policy policy.yaml --format sarif > check.sarif',
        'for code scanning; junit for CI',
      ],
    ],
    status: {
      0: 'nothing is reachable that is not meant to be',
      1: 'something is',
      3: 'it could not be decided: something was not read, or depends on what cannot be known',
    },
  },
  diff: {
    usage: 'listenscope diff BEFORE.json [AFTER.json]',
    help: 'what opened, closed, widened or narrowed',
    about: [
      'Compares two audits, as --json prints them, or captures; without AFTER.json, BEFORE.json with this host as it is now.',
    ],
    operands: [JSON_FILE, JSON_FILE],
    options: [...FILTERS, ...HERE, ...OUTPUT],
    examples: [
      ['listenscope --json > before.json', 'remember what is reachable'],
      ['listenscope diff before.json', 'what has changed since'],
    ],
    status: { 0: 'nothing has changed', 1: 'something has' },
  },
  watch: {
    usage: 'listenscope watch',
    help: 'the same changes as they happen',
    about: [
      'Prints what opens, closes, widens or narrows on this host, a line each, until it is stopped or nobody reads any more. Sockets are looked at every second, or as --interval says; changes of interfaces, addresses, routes and nftables are heard of at once.',
      'Lines that a full disk does not take are kept and written later. What goes wrong is told on standard error, and it goes on.',
    ],
    options: ['interval', ...FILTERS, ...HERE, ...OUTPUT],
    examples: [
      ['listenscope watch', 'a line for each change'],
      ['listenscope watch --exposure internet --json', 'what the internet comes to reach, as NDJSON'],
    ],
  },
  capture: {
    usage: 'listenscope capture',
    help: 'the raw facts of this host, for --from',
    about: [
      'Prints all that the answers are made from as one JSON document, to be read with --from on any machine. It holds addresses, rules, process names and command lines: treat it as confidential.',
      'With --redact it may be shown to strangers: names, addresses, command lines and comments are replaced, equal ones by equal ones and networks by networks, so that the answers are the same but for the names. Ports, protocols, numbers, kinds of interfaces and the structure of the rules stay.',
    ],
    options: ['redact', ...OTHERS, ...INPUT, 'json'],
    examples: [
      ['sudo listenscope capture > web-01.json', 'on the host in question'],
      ['listenscope --from web-01.json', 'on another one'],
      ['listenscope capture --redact --from web-01.json > report.json', 'to show what was captured'],
    ],
  },
  schema: {
    usage: 'listenscope schema [DOCUMENT]',
    help: 'the JSON Schema of what is printed as JSON',
    about: [
      'Prints the JSON Schema (2020-12) of a document, in one piece: of the audit that --json prints, of the lines of --format ndjson, of a capture, of the changes that diff and watch print, of what check, trace and explain print, or of a policy.',
    ],
    operands: [{ value: 'DOCUMENT', choices: SCHEMA_NAMES }],
    options: ['json'],
    examples: [
      ['listenscope schema > audit.schema.json', 'of the audit document'],
      ['listenscope schema changes', 'of what diff --json and watch --json print'],
    ],
  },
  completions: {
    usage: 'listenscope completions bash|zsh|fish',
    help: 'a script that completes listenscope in a shell',
    about: ['Prints a script that teaches a shell the commands, options and values of listenscope.'],
    operands: [{ value: 'SHELL', choices: SHELLS }],
    options: [],
    examples: [
      ['echo \'eval "$(listenscope completions bash)"\' >> ~/.bashrc', 'for bash'],
      ['echo \'eval "$(listenscope completions zsh)"\' >> ~/.zshrc', 'for zsh, below its line with compinit'],
      ['listenscope completions fish > ~/.config/fish/completions/listenscope.fish', 'for fish'],
    ],
  },
} as const satisfies Record<string, CommandRow>;

/** The commands. "show" is what runs when none is named. */
export const COMMANDS = {
  show: {
    usage: 'listenscope',
    help: 'the view; a table in a pipe',
    about: [
      'Lists every listening socket of this host, with who can reach it and the rule or setting that decides. On a terminal that is a live view (? shows its keys), in a pipe a table, with --format whatever else reads it.',
      'Filters of one kind add up, filters of different kinds narrow down. Run it as root to see the processes of all users and the rules of the firewall.',
    ],
    options: [...FILTERS, ...OTHERS, ...INPUT, 'format', ...OUTPUT, 'numeric', ...HABIT],
    examples: [
      ['sudo listenscope', 'the view, with all there is to know'],
      ['listenscope --exposure internet', 'what the internet can reach'],
      ['listenscope --json', 'everything, for programs'],
      ['listenscope --format html > report.html', 'a report, to read or to print'],
      ['netstat -an | listenscope --from -', 'explain a listing from any system'],
    ],
    status: { 0: 'done; for diff: nothing has changed', 1: 'for diff: something has changed' },
  },
  ...NAMED_BUT_HELP,
  help: {
    usage: 'listenscope help [COMMAND]',
    help: 'all about a command',
    about: [
      'Explains a command and its options, as --help with that command does; without COMMAND, all of listenscope.',
    ],
    operands: [{ value: 'COMMAND', choices: Object.keys(NAMED_BUT_HELP) }],
    options: [],
    examples: [['listenscope help explain', 'all about explain']],
  },
} as const satisfies Record<string, CommandRow>;

/** The words that name a command. */
export const COMMAND_NAMES = Object.keys(COMMANDS).filter(isCommandName);

/** True when `word` names a command. */
export function isCommandName(word: string): word is CommandName {
  return word !== 'show' && Object.hasOwn(COMMANDS, word);
}

/** The options that a command takes, as they are with it, --help and --version last. */
export function optionsOf(name: CommandName): readonly OptionRow[] {
  const { options, instead }: CommandRow = COMMANDS[name];
  return [...options, 'help', 'version'].flatMap((option) =>
    OPTIONS.filter((row) => row.name === option).map((row) => ({ ...row, ...instead?.[row.name] })),
  );
}

/** The same under their headings. */
export function optionGroupsOf(
  name: CommandName,
): readonly { readonly title: string; readonly options: readonly OptionRow[] }[] {
  const options = optionsOf(name);
  return Object.entries(OPTION_GROUPS)
    .map(([group, title]) => ({ title, options: options.filter((row) => row.group === group) }))
    .filter((each) => each.options.length > 0);
}

/** What each exit status of a command means, in order. */
export function exitStatusOf(name: CommandName): readonly (readonly [status: string, meaning: string])[] {
  const { status }: CommandRow = COMMANDS[name];
  return Object.entries({ 0: 'done', 2: 'bad usage or unusable input', ...status });
}
