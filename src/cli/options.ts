import { PROTOCOLS } from '../filter/fields.js';
import { EXPOSURES, SCOPES } from '../model/listener.js';

/** What stands for a value: in messages, in the help pages, in the manual; and what shells offer for it. */
export interface Operand {
  /** In capitals. For FILE shells offer files, for INTERFACE the interfaces of the host. */
  readonly value: string;
  /** Of an option every value that is good, where these are few; of an operand some of them. Shells offer them. */
  readonly choices?: readonly string[];
}

/** One option of the command line. This table drives parsing, messages, help pages, the manual and the completions of shells. */
export interface OptionRow extends Partial<Operand> {
  readonly name: string;
  readonly short?: string;
  /** One line, without the choices. */
  readonly help: string;
  /** The heading that it stands under. */
  readonly group: OptionGroup;
}

export type OptionGroup = 'filter' | 'input' | 'command' | 'output' | 'habit' | 'help';

/** The headings, in the order in which they are shown. "command" is for what one command alone takes. */
export const OPTION_GROUPS: Readonly<Record<OptionGroup, string>> = {
  command: 'Options',
  filter: 'Which listeners',
  input: 'From where',
  output: 'How it is shown',
  habit: 'For the habit of ss -tulnp',
  help: 'Help',
};

export const COLLECTORS = ['linux', 'portable'] as const;
export const EXTENTS = ['all', 'current'] as const;

/** How the listeners can be printed, besides in the live view. */
export const FORMATS = ['table', 'json', 'ndjson', 'csv', 'markdown', 'html', 'prometheus'] as const;
export type Format = (typeof FORMATS)[number];

/** How a check can be printed. */
export const CHECK_FORMATS = ['text', 'json', 'sarif', 'junit'] as const;
export type CheckFormat = (typeof CHECK_FORMATS)[number];

/** Whose packets can be traced. */
export const TRACED_PROTOCOLS = ['tcp', 'udp'] as const;

/** Whose completions there are. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** The documents that there is a schema of. */
export const SCHEMA_NAMES = [
  'audit',
  'ndjson',
  'capture',
  'changes',
  'check',
  'policy',
  'trace',
  'explain',
] as const;
export type SchemaName = (typeof SCHEMA_NAMES)[number];

export const OPTIONS = [
  { name: 'tcp', short: 't', group: 'filter', help: 'TCP listeners' },
  { name: 'udp', short: 'u', group: 'filter', help: 'UDP listeners' },
  { name: 'raw', short: 'w', group: 'filter', help: 'raw sockets' },
  { name: 'unix', short: 'x', group: 'filter', help: 'besides, Unix sockets, with who may connect' },
  { name: 'packet', short: '0', group: 'filter', help: 'besides, packet sockets: who sees all frames' },
  { name: 'vsock', group: 'filter', help: 'besides, sockets between machines and their host' },
  { name: 'ipv4', short: '4', group: 'filter', help: 'IPv4 sockets' },
  { name: 'ipv6', short: '6', group: 'filter', help: 'IPv6 sockets' },
  {
    name: 'proto',
    value: 'PROTOCOL',
    choices: PROTOCOLS,
    group: 'filter',
    help: 'one protocol',
  },
  { name: 'port', value: 'N', group: 'filter', help: 'a port, or a range such as 8000-8999' },
  {
    name: 'process',
    value: 'NAME',
    group: 'filter',
    help: 'held by a process whose name has NAME in it',
  },
  { name: 'scope', value: 'SCOPE', choices: SCOPES, group: 'filter', help: 'what the bind address says' },
  {
    name: 'exposure',
    value: 'AUDIENCE',
    choices: EXPOSURES,
    group: 'filter',
    help: 'who certainly gets through, at the widest',
  },
  {
    name: 'from',
    value: 'FILE',
    group: 'input',
    help: 'a capture, or a pasted netstat, ss or lsof listing; - is standard input',
  },
  {
    name: 'collector',
    value: 'NAME',
    choices: COLLECTORS,
    group: 'input',
    help: 'how to look at this host, instead of what fits it',
  },
  {
    name: 'netns',
    value: 'WHICH',
    choices: EXTENTS,
    group: 'input',
    help: 'every network namespace, containers included; this one alone; or one by its name',
  },
  { name: 'via', value: 'INTERFACE', group: 'command', help: 'the interface that the packet comes in by' },
  {
    name: 'interval',
    value: 'SECONDS',
    group: 'command',
    help: 'look at the sockets every so often (1)',
  },
  { name: 'redact', group: 'command', help: 'replace names, addresses and command lines' },
  { name: 'policy', value: 'FILE', group: 'command', help: 'what is meant to be reachable, in YAML or JSON' },
  { name: 'init', group: 'command', help: 'write the policy of today, to FILE if --policy names one' },
  { name: 'format', value: 'FORMAT', choices: FORMATS, group: 'output', help: 'print in one of' },
  { name: 'json', group: 'output', help: 'print JSON' },
  { name: 'numeric', short: 'n', group: 'output', help: 'no names for ports' },
  {
    name: 'no-color',
    group: 'output',
    help: 'no colours, as with NO_COLOR in the environment',
  },
  { name: 'listening', short: 'l', group: 'habit', help: 'always so' },
  { name: 'processes', short: 'p', group: 'habit', help: 'always so' },
  { name: 'help', short: 'h', group: 'help', help: 'this page, or that of a command' },
  { name: 'version', short: 'V', group: 'help', help: 'print the version' },
] as const satisfies readonly OptionRow[];

export type OptionName = (typeof OPTIONS)[number]['name'];
