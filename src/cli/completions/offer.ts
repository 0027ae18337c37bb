import { COMMAND_NAMES, type CommandName, optionsOf } from '../commands.js';
import { OPTIONS, type Operand, type OptionRow } from '../options.js';

/** What a shell can offer where a value is due: words, or a list that it makes itself. */
export type Offer = readonly string[] | 'files' | 'interfaces' | 'nothing';

/** What to offer for a value of an option or an operand of a command. */
export function offerFor({ value, choices }: Partial<Operand>): Offer {
  if (choices !== undefined) return choices;
  if (value === 'FILE') return 'files';
  return value === 'INTERFACE' ? 'interfaces' : 'nothing';
}

/** The commands as their scripts speak of them: "show" stands for none. */
export const PLACES: readonly CommandName[] = ['show', ...COMMAND_NAMES];

/** "-t", "--tcp". */
export function flagsOf({ name, short }: OptionRow): string[] {
  return [...(short === undefined ? [] : [`-${short}`]), `--${name}`];
}

/** Options that may be given more than once to some effect: filters whose values add up. */
export function isRepeatable({ group, value }: OptionRow): boolean {
  return group === 'filter' && value !== undefined;
}

/** Options that take the next word. */
export const FLAGS_WITH_VALUE: readonly string[] = OPTIONS.flatMap((row: OptionRow) =>
  row.value === undefined ? [] : flagsOf(row),
);

/** Options that mean the same with every command that takes them, and the others, each with the commands that take it so. */
export function optionsByPlaces(): readonly {
  readonly row: OptionRow;
  readonly places: readonly CommandName[];
}[] {
  const found = new Map<string, { row: OptionRow; places: CommandName[] }>();
  for (const place of PLACES)
    for (const row of optionsOf(place)) {
      const key = JSON.stringify(row);
      const known = found.get(key);
      if (known === undefined) found.set(key, { row, places: [place] });
      else known.places.push(place);
    }
  return [...found.values()];
}
