import { readQuestion } from '../explain/address/question/question.js';
import { whyNone } from '../explain/address/question/why-none.js';
import { type Criterion, compileFilter } from '../filter/filter.js';
import { OTHER_FAMILIES } from '../model/other-socket.js';
import { parseEndpoint } from '../net/endpoint.js';
import type { Command, Input } from './command.js';
import { COMMANDS, type CommandName, isCommandName, optionsOf } from './commands.js';
import { type Failure, isFailure } from './failure.js';
import {
  CHECK_FORMATS,
  COLLECTORS,
  EXTENTS,
  FORMATS,
  type OptionName,
  SCHEMA_NAMES,
  SHELLS,
  TRACED_PROTOCOLS,
} from './options.js';
import { readWords, unknownCommand, type Values, type Words } from './read-words.js';

/** Turns argv (without node and script) into one command, or says in one line what is wrong and what is valid. */
export function parseArguments(argv: readonly string[]): Command | Failure {
  const words = readWords(argv);
  if (isFailure(words)) return words;
  const { name, operands, values } = words;
  if (values.has('help')) return { kind: 'help', topic: name };
  if (values.has('version')) return { kind: 'version' };
  const input = inputOf(name, values);
  if (isFailure(input)) return input;
  const criteria = criteriaOf(name, values);
  if (isFailure(criteria)) return criteria;
  const colour = !values.has('no-color');
  const output = { json: values.has('json'), colour };
  const [first, second] = operands;
  switch (name) {
    case 'show': {
      const format = formatOf(values, FORMATS);
      if (isFailure(format)) return format;
      return { kind: name, input, criteria, colour, format, numeric: values.has('numeric') };
    }
    case 'explain': {
      if (first === undefined || operands.length > 2) return usage(name);
      if (second !== undefined)
        return { failure: `explain takes one address; did you mean ${joined(first, second)}?` };
      const question = readQuestion(first);
      return question === undefined
        ? { failure: whyNone(first) }
        : { kind: name, input, ...output, question };
    }
    case 'trace':
      return traceCommand(words, input, output);
    case 'check': {
      const policy = values.get('policy')?.at(-1);
      const init = values.has('init');
      if (first !== undefined || (policy === undefined && !init)) return usage(name);
      if (policy === '-' && input.from === '-')
        return { failure: '--policy and --from cannot both be read from stdin: name a file for one of them' };
      const format = formatOf(values, CHECK_FORMATS) ?? 'text';
      return isFailure(format) ? format : { kind: name, input, colour, policy, init, format };
    }
    case 'diff':
      if (first === undefined || operands.length > 2) return usage(name);
      return { kind: name, before: first, after: second, input, criteria, ...output };
    case 'watch': {
      if (first !== undefined) return usage(name);
      const interval = intervalOf(values);
      return isFailure(interval) ? interval : { kind: name, input, criteria, interval, ...output };
    }
    case 'capture':
      return first === undefined ? { kind: name, input, redact: values.has('redact') } : usage(name);
    case 'schema': {
      const document = SCHEMA_NAMES.find((each) => each === (first ?? 'audit'));
      if (second !== undefined) return usage(name);
      return document === undefined
        ? { failure: `there is no schema of "${first}"; there are ${SCHEMA_NAMES.join(', ')}` }
        : { kind: name, document };
    }
    case 'completions': {
      const shell = SHELLS.find((each) => each === first);
      return shell === undefined || second !== undefined ? usage(name) : { kind: name, shell };
    }
    case 'help':
      if (second !== undefined) return usage(name);
      if (first === undefined) return { kind: name, topic: 'show' };
      return isCommandName(first) ? { kind: name, topic: first } : unknownCommand(first);
    default:
      return name satisfies never;
  }
}

function usage(name: CommandName): Failure {
  return { failure: `usage: ${COMMANDS[name].usage}` };
}

/** "127.0.0.1 80", as nc and telnet have it. */
function joined(address: string, port: string): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function inputOf(name: CommandName, values: Values): Input | Failure {
  const from = values.get('from')?.at(-1);
  const collector = choiceOf(values, 'collector', COLLECTORS);
  if (isFailure(collector)) return collector;
  if (from !== undefined && collector !== undefined)
    return { failure: '--from and --collector exclude each other: a file needs no collector' };
  const which = values.get('netns')?.at(-1);
  const netns = EXTENTS.find((each) => each === which);
  if (which !== undefined && netns === undefined && !optionsOf(name).some((row) => row.name === 'process'))
    return { failure: `--netns cannot be "${which}" with ${name}: ${EXTENTS.join(', ')}` };
  const others = OTHER_FAMILIES.filter((family) => values.has(family));
  return { from, collector, netns, otherFamilies: others.length === 0 ? undefined : others };
}

/** What --format asks for, one of the command's own `formats`; --json is short for --format json. */
function formatOf<Name extends string>(
  values: Values,
  formats: readonly (Name | 'json')[],
): Name | 'json' | undefined | Failure {
  const format = choiceOf(values, 'format', formats);
  if (isFailure(format) || !values.has('json')) return format;
  return (format ?? 'json') === 'json'
    ? 'json'
    : { failure: `--json and --format ${format} exclude each other: leave one out` };
}

/** The last value of an option that takes one of `choices`; undefined where it was not given. */
function choiceOf<T extends string>(
  values: Values,
  option: OptionName,
  choices: readonly T[],
): T | undefined | Failure {
  const given = values.get(option)?.at(-1);
  const choice = choices.find((each) => each === given);
  if (given === undefined || choice !== undefined) return choice;
  return { failure: `--${option} cannot be "${given}": ${choices.join(', ')}` };
}

const DAY_SECONDS = 86_400;

/** --interval in milliseconds; a second unless it is given. */
function intervalOf(values: Values): number | Failure {
  const given = values.get('interval')?.at(-1);
  if (given === undefined) return 1000;
  const seconds = /^\d+(\.\d+)?$/.test(given) ? Number(given) : Number.NaN;
  return seconds >= 0.1 && seconds <= DAY_SECONDS
    ? seconds * 1000
    : { failure: `--interval cannot be "${given}": seconds, from 0.1 to ${DAY_SECONDS}` };
}

function criteriaOf(name: CommandName, values: Values): readonly Criterion[] | Failure {
  // --proto of trace is the packet's.
  if (name === 'trace') return [];
  const criteria: Criterion[] = [];
  const add = (field: Criterion['field'], value: string) => criteria.push({ field, value, negated: false });
  if (values.has('tcp')) add('proto', 'tcp');
  if (values.has('udp')) add('proto', 'udp');
  if (values.has('raw')) add('proto', 'raw');
  if (values.has('ipv4')) add('family', 'ipv4');
  if (values.has('ipv6')) add('family', 'ipv6');
  for (const field of ['proto', 'port', 'process', 'scope', 'exposure'] as const)
    for (const value of values.get(field) ?? []) add(field, value);
  const named = values.get('netns')?.at(-1);
  // One by its name is looked for among all, since packets come to it by way of others.
  if (named !== undefined && !EXTENTS.some((each) => each === named)) add('netns', named);
  const filter = compileFilter(criteria);
  return 'error' in filter ? { failure: `--${filter.error}` } : criteria;
}

function traceCommand({ operands, values }: Words, input: Input, output: { json: boolean; colour: boolean }) {
  const [from, to] = operands;
  if (from === undefined || to === undefined || operands.length > 2) return usage('trace');
  const source = parseEndpoint(from);
  if (source === undefined || source.port !== undefined)
    return { failure: `the source "${from}" is no address; write it like 192.0.2.7 or fe80::1` };
  const destination = parseEndpoint(to);
  if (destination === undefined) return { failure: whyNone(to) };
  const [start, address] = inOneFamily(source.address, destination.address);
  const { port } = destination;
  if (port === undefined)
    return {
      failure: `the destination needs a port: ${address.includes(':') ? `[${address}]` : address}:PORT`,
    };
  if (start.includes(':') !== address.includes(':'))
    return {
      failure: 'no packet goes from an IPv4 address to an IPv6 one, or the other way: name two of one family',
    };
  const protocol = choiceOf(values, 'proto', TRACED_PROTOCOLS) ?? 'tcp';
  if (isFailure(protocol)) return protocol;
  const via = values.get('via')?.at(-1);
  return {
    kind: 'trace',
    input,
    ...output,
    source: start,
    destination: address,
    port,
    protocol,
    via,
  } as const;
}

/** What localhost means at either end follows from the other one. */
function inOneFamily(source: string, destination: string): [source: string, destination: string] {
  const loopback = source.includes(':') || destination.includes(':') ? '::1' : '127.0.0.1';
  return [source, destination].map((end) => (end === 'localhost' ? loopback : end)) as [string, string];
}
