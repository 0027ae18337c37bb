/** One option of the command line. This table drives parsing, messages and the help page. */
export interface OptionRow {
  readonly name: string;
  readonly short?: string;
  /** What stands for its value in the help page; absent for a switch. */
  readonly value?: string;
  readonly help: string;
}

export const OPTIONS = [
  { name: 'tcp', short: 't', help: 'TCP listeners' },
  { name: 'udp', short: 'u', help: 'UDP listeners' },
  { name: 'ipv4', short: '4', help: 'IPv4 sockets' },
  { name: 'ipv6', short: '6', help: 'IPv6 sockets' },
  { name: 'port', value: 'N', help: 'listeners on a port, or a range such as 8000-8999' },
  { name: 'process', value: 'NAME', help: 'listeners held by a process whose name has NAME in it' },
  { name: 'scope', value: 'S', help: 'all-interfaces, loopback-only or specific-interface' },
  {
    name: 'exposure',
    value: 'E',
    help: 'none, this-host, containers, vpn, local-network, private-networks or internet',
  },
  {
    name: 'from',
    value: 'FILE',
    help: 'answer from a capture or a pasted netstat, ss or lsof listing; - is stdin',
  },
  { name: 'collector', value: 'NAME', help: 'linux or portable, instead of what fits this system' },
  { name: 'json', help: 'print JSON' },
  { name: 'numeric', short: 'n', help: 'no names for ports' },
  { name: 'no-color', help: 'no colours; NO_COLOR in the environment does the same' },
  { name: 'proto', value: 'P', help: 'tcp, udp, …; for trace the protocol of the packet (default tcp)' },
  { name: 'via', value: 'INTERFACE', help: 'interface that the traced packet comes in by' },
  { name: 'policy', value: 'FILE', help: 'what is meant to be reachable (for check)' },
  { name: 'listening', short: 'l', help: 'always so; accepted for the habit of ss -tulnp' },
  { name: 'processes', short: 'p', help: 'always so; accepted for the habit of ss -tulnp' },
  { name: 'help', short: 'h', help: 'this page' },
  { name: 'version', short: 'V', help: 'the version' },
] as const satisfies readonly OptionRow[];

export type OptionName = (typeof OPTIONS)[number]['name'];

const FILTERS: readonly OptionName[] = [
  'tcp',
  'udp',
  'proto',
  'ipv4',
  'ipv6',
  'port',
  'process',
  'scope',
  'exposure',
];
const INPUT: readonly OptionName[] = ['from', 'collector'];
const OUTPUT: readonly OptionName[] = ['json', 'no-color'];
const HABIT: readonly OptionName[] = ['numeric', 'listening', 'processes'];

export interface CommandRow {
  readonly usage: string;
  readonly help: string;
  readonly options: readonly OptionName[];
}

export type CommandName = keyof typeof COMMANDS;

/** The commands, and the options that each takes besides --help and --version. "show" is the one without a name. */
export const COMMANDS = {
  show: {
    usage: 'listenscope',
    help: 'the live view on a terminal, a table in a pipe',
    options: [...FILTERS, ...INPUT, ...OUTPUT, ...HABIT],
  },
  explain: {
    usage: 'listenscope explain ADDRESS[:PORT]',
    help: 'what an address means, and who answers there',
    options: [...INPUT, ...OUTPUT],
  },
  trace: {
    usage: 'listenscope trace SOURCE DESTINATION:PORT',
    help: "one packet's way through the host",
    options: ['proto', 'via', ...INPUT, ...OUTPUT],
  },
  check: {
    usage: 'listenscope check --policy FILE',
    help: 'not built yet: compare what is reachable with what is meant to be',
    options: ['policy', ...INPUT, ...OUTPUT],
  },
  diff: {
    usage: 'listenscope diff BEFORE.json [AFTER.json]',
    help: 'what opened, closed, widened or narrowed',
    options: [...FILTERS, 'collector', ...OUTPUT],
  },
  watch: {
    usage: 'listenscope watch',
    help: 'the same changes as they happen',
    options: [...FILTERS, 'collector', ...OUTPUT],
  },
  capture: {
    usage: 'listenscope capture',
    help: 'the raw facts of this host as JSON, for --from elsewhere',
    options: ['collector', 'json'],
  },
} as const satisfies Record<string, CommandRow>;

/** True when `word` names a command. */
export function isCommandName(word: string): word is CommandName {
  return word !== 'show' && Object.hasOwn(COMMANDS, word);
}
