import { parseArgs } from 'node:util';
import type { Failure } from './failure.js';
import {
  COMMANDS,
  type CommandName,
  isCommandName,
  OPTIONS,
  type OptionName,
  type OptionRow,
} from './options.js';
import { parseEndpoint } from './parse-endpoint.js';
import { suggest } from './suggest.js';

/** Values by option, in the order given; a switch has an empty one. */
export type Values = ReadonlyMap<OptionName, readonly string[]>;

/** argv, split. */
export interface Words {
  readonly name: CommandName;
  readonly operands: readonly string[];
  readonly values: Values;
}

/** Splits argv by the option table, so that every message can name the table's own words. */
export function readWords(argv: readonly string[]): Words | Failure {
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      OPTIONS.map((row: OptionRow) => [
        row.name,
        { type: row.value === undefined ? 'boolean' : 'string', ...(row.short && { short: row.short }) },
      ]),
    ),
  });
  const positionals = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const [first, ...rest] = positionals;
  const name = first !== undefined && isCommandName(first) ? first : 'show';
  // First the options: the value of an unknown one looks like a command.
  const values = new Map<OptionName, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const row: OptionRow | undefined = OPTIONS.find((option) => option.name === token.name);
    if (row === undefined) return unknownOption(token.rawName, name);
    const option = row.name as OptionName;
    if (option !== 'help' && option !== 'version' && !takes(name, option))
      return { failure: `${name === 'show' ? 'listenscope' : name} does not take ${token.rawName}` };
    if (row.value === undefined && token.value !== undefined)
      return { failure: `${token.rawName} takes no value` };
    if (row.value !== undefined && (token.value === undefined || token.value === ''))
      return { failure: `${token.rawName} needs a value: ${token.rawName} ${row.value}` };
    values.set(option, [...(values.get(option) ?? []), token.value ?? '']);
  }
  if (first !== undefined && first !== name) return unknownCommand(first);
  return { name, operands: rest, values };
}

function takes(name: CommandName, option: OptionName): boolean {
  const options: readonly OptionName[] = COMMANDS[name].options;
  return options.includes(option);
}

function unknownOption(rawName: string, name: CommandName): Failure {
  const names = [...COMMANDS[name].options, 'help', 'version'].map((option) => `--${option}`);
  const near = rawName.startsWith('--')
    ? (suggest(rawName, names) ??
      suggest(
        rawName,
        OPTIONS.map((option) => `--${option.name}`),
      ))
    : undefined;
  const hint = near === undefined ? 'listenscope --help lists them' : `did you mean ${near}?`;
  return { failure: `unknown option ${rawName}; ${hint}` };
}

function unknownCommand(word: string): Failure {
  if (parseEndpoint(word) !== undefined)
    return { failure: `"${word}" is an address; try listenscope explain ${word}` };
  const names = Object.keys(COMMANDS).filter((name) => name !== 'show');
  const near = suggest(word, names);
  const hint = near === undefined ? `there are ${names.join(', ')}` : `did you mean ${near}?`;
  return { failure: `unknown command "${word}"; ${hint}` };
}
