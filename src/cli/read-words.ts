import { parseArgs } from 'node:util';
import { readQuestion } from '../explain/address/question/question.js';
import { joinWords } from '../explain/sentence.js';
import { COMMAND_NAMES, type CommandName, isCommandName, optionsOf } from './commands.js';
import type { Failure } from './failure.js';
import { OPTIONS, type OptionName, type OptionRow } from './options.js';
import { suggest } from './suggest.js';

/** Values by option, in the order given; a switch has an empty one. */
export type Values = ReadonlyMap<OptionName, readonly string[]>;

/** argv, split. */
export interface Words {
  readonly name: CommandName;
  readonly operands: readonly string[];
  readonly values: Values;
}

const HELP: Values = new Map([['help', ['']]]);

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
  // Who asks for help is not told first what else is wrong.
  const asksForHelp = tokens.some((token) => token.kind === 'option' && token.name === 'help');
  if (asksForHelp && (first === undefined || first === name)) return { name, operands: rest, values: HELP };
  // First the options: the value of an unknown one looks like a command.
  const values = new Map<OptionName, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const row: OptionRow | undefined = OPTIONS.find((option) => option.name === token.name);
    if (row === undefined) return unknownOption(token.rawName, name);
    const option = row.name as OptionName;
    const own = optionsOf(name).find((each) => each.name === option);
    if (own === undefined) return notTaken(token.rawName, option, name);
    if (own.value === undefined && token.value !== undefined)
      return { failure: `${token.rawName} takes no value; write ${token.rawName} alone` };
    if (own.value !== undefined && (token.value === undefined || token.value === ''))
      return {
        failure: `${token.rawName} needs a value: ${own.choices?.join(', ') ?? `${token.rawName} ${own.value}`}`,
      };
    values.set(option, [...(values.get(option) ?? []), token.value ?? '']);
  }
  if (first !== undefined && first !== name) return unknownCommand(first);
  return { name, operands: rest, values };
}

function notTaken(rawName: string, option: OptionName, name: CommandName): Failure {
  const takers = (['show', ...COMMAND_NAMES] as const).filter((each) =>
    optionsOf(each).some((row) => row.name === option),
  );
  const [called, others] = [nameOf(name), takers.map(nameOf)];
  return {
    failure: `${called} does not take ${rawName}; ${joinWords(others)} ${others.length === 1 ? 'does' : 'do'}`,
  };
}

/** "show" is the command without a name. */
function nameOf(name: CommandName): string {
  return name === 'show' ? 'listenscope' : name;
}

function unknownOption(rawName: string, name: CommandName): Failure {
  const names = optionsOf(name).map((option) => `--${option.name}`);
  const near = rawName.startsWith('--')
    ? (suggest(rawName, names) ??
      suggest(
        rawName,
        OPTIONS.map((option) => `--${option.name}`),
      ))
    : undefined;
  const page = name === 'show' ? 'listenscope --help' : `listenscope ${name} --help`;
  const hint = near === undefined ? `${page} lists them` : `did you mean ${near}?`;
  return { failure: `unknown option ${rawName}; ${hint}` };
}

/** What to say to a word that stands where a command should. */
export function unknownCommand(word: string): Failure {
  if (/^\d{1,5}$/.test(word)) return { failure: `"${word}" is no command; try listenscope --port ${word}` };
  if (readQuestion(word) !== undefined)
    return { failure: `"${word}" is an address; try listenscope explain ${word}` };
  const near = suggest(word, COMMAND_NAMES);
  const hint = near === undefined ? `there are ${COMMAND_NAMES.join(', ')}` : `did you mean ${near}?`;
  return { failure: `unknown command "${word}"; ${hint}` };
}
