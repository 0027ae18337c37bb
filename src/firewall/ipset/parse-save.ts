import { quotedLines } from '../quoted-lines.js';
import { tokenize } from '../xtables/tokens.js';

/** A set as `ipset save` prints it: `create NAME TYPE options`, then `add NAME element options` for each member. */
export interface SavedSet {
  readonly name: string;
  /** "hash:ip,port". */
  readonly type: string;
  readonly options: ReadonlyMap<string, string>;
  readonly members: readonly SavedMember[];
}

export interface SavedMember {
  /** "10.0.0.0/8,tcp:80". */
  readonly text: string;
  readonly nomatch: boolean;
}

/** Options of `create` that have no value. */
const FLAGS = new Set(['counters', 'comment', 'skbinfo', 'forceadd']);

/** Parses the text of `ipset save`. Lines it does not know are passed over. */
export function parseIpset(text: string): ReadonlyMap<string, SavedSet> {
  const sets = new Map<string, SavedSet & { readonly members: SavedMember[] }>();
  for (const line of quotedLines(text)) {
    const [verb, name, third, ...rest] = tokenize(line.trim()).map((token) => token.text);
    if (name === undefined || third === undefined) continue;
    if (verb === 'create') sets.set(name, { name, type: third, options: readOptions(rest), members: [] });
    else if (verb === 'add') sets.get(name)?.members.push({ text: third, nomatch: rest.includes('nomatch') });
  }
  return sets;
}

function readOptions(words: readonly string[]): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (FLAGS.has(word)) options.set(word, '');
    else options.set(word, words[++i] ?? '');
  }
  return options;
}
