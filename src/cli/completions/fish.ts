import { COMMAND_NAMES, COMMANDS, type CommandName, type CommandRow } from '../commands.js';
import type { OptionRow } from '../options.js';
import { FLAGS_WITH_VALUE, type Offer, offerFor, optionsByPlaces, PLACES } from './offer.js';

/** The script for fish (complete(1) of fish). */
export function fishCompletions(): string {
  return `${[
    '# Completions of listenscope for fish, made by: listenscope completions fish',
    '',
    PLACE,
    '',
    'complete -c listenscope -f',
    ...COMMAND_NAMES.map((name) =>
      complete(at('show', 0), '-a', quote(name), '-d', quote(COMMANDS[name].help)),
    ),
    ...PLACES.flatMap(operandLines),
    ...optionsByPlaces().map(({ row, places }) => optionLine(row, places)),
  ].join('\n')}\n`;
}

/** Prints the command before the cursor and how many operands it has there: "diff 1". */
const PLACE = `function __listenscope_place
    set -l command show
    set -l operands 0
    set -l skip 0
    set -l words (commandline -opc)
    set -e words[1]
    for word in $words
        if test $skip = 1
            set skip 0
        else if contains -- $word ${FLAGS_WITH_VALUE.join(' ')}
            set skip 1
        else if string match -q -- '-*' $word
            continue
        else if test $command = show; and contains -- $word ${COMMAND_NAMES.join(' ')}
            set command $word
        else
            set operands (math $operands + 1)
        end
    end
    echo $command $operands
end`;

function operandLines(name: CommandName): string[] {
  const { operands = [] }: CommandRow = COMMANDS[name];
  return operands.flatMap((operand, index) => {
    const offer = offerFor(operand);
    return offer === 'nothing' ? [] : [complete(at(name, index), ...offered(offer))];
  });
}

function optionLine(row: OptionRow, places: readonly CommandName[]): string {
  const { name, short, value, help } = row;
  const somewhere = `string match -qr ${quote(`^(${places.join('|')}) `)} -- (__listenscope_place)`;
  const given = ['__fish_contains_opt', ...(short === undefined ? [] : ['-s', short]), name].join(' ');
  return complete(
    // While its value is due, an option that takes one counts as given.
    value === undefined ? `not ${given}; and ${somewhere}` : somewhere,
    ...(short === undefined ? [] : ['-s', short]),
    '-l',
    name,
    ...(value === undefined ? [] : ['-r', ...offered(offerFor(row))]),
    '-d',
    quote(help),
  );
}

function offered(offer: Offer): string[] {
  if (offer === 'files') return ['-F'];
  if (offer === 'interfaces') return ['-f', '-a', quote('(__fish_print_interfaces)')];
  return offer === 'nothing' ? ['-f'] : ['-f', '-a', quote(offer.join(' '))];
}

function at(name: CommandName, operands: number): string {
  return `test (__listenscope_place) = ${quote(`${name} ${operands}`)}`;
}

function complete(condition: string, ...rest: readonly string[]): string {
  return ['complete -c listenscope -n', quote(condition), ...rest].join(' ');
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
