import type { Random } from '../lab/random.js';

/** What parsers stumble over: numbers out of range, escape codes, bidi marks, half a surrogate pair, names of prototypes. */
export const ODDITIES: readonly string[] = [
  '',
  '0',
  '-1',
  '65536',
  '4294967296',
  '99999999999999999999999999',
  '1e309',
  '0x',
  '0.0.0.0/0',
  '::/129',
  '1.2.3.4/-1',
  '255.255.255.255-0.0.0.0',
  '[::]:0',
  '::ffff:1.2.3.4%eth0',
  '*:*',
  '__proto__',
  'constructor',
  'toString',
  '\0',
  '\x1b[2J\x1b]0;x\x07',
  '\u202e\u2066',
  '\ud800',
  '\u2028',
  '\t',
  '"',
  "'",
  '\\',
  '!',
  '{',
  '}',
  '@',
  ' '.repeat(300),
  '('.repeat(300),
  'a'.repeat(5000),
  '\r\n',
];

/** A text with a few of its lines, words or letters changed, each a way in which dumps go wrong or are made to. */
export function mutateText(seed: string, other: string, random: Random): string {
  let text = seed;
  for (let times = random.int(1, 5); times > 0; times--) text = random.pick(CHANGES)(text, other, random);
  return text.slice(0, LONGEST);
}

/** Letters. Repetitions would double a text without end. */
const LONGEST = 400_000;

type Change = (text: string, other: string, random: Random) => string;

const CHANGES: readonly Change[] = [
  // Words: replaced by an oddity, by a word of elsewhere, left out, and repeated.
  (text, _, random) => spliced(text, spanOf(text, /\S+/g, random), random.pick(ODDITIES)),
  (text, other, random) => {
    const from = spanOf(other, /\S+/g, random);
    return spliced(text, spanOf(text, /\S+/g, random), other.slice(...from));
  },
  (text, _, random) => spliced(text, spanOf(text, /\S+\s*/g, random), ''),
  (text, _, random) => {
    const span = spanOf(text, /\S+\s*/g, random);
    return spliced(text, span, text.slice(...span).repeat(random.int(2, 50)));
  },
  // Numbers.
  (text, _, random) => spliced(text, spanOf(text, /\d+/g, random), String(random.int(-2, 70_000))),
  // Lines: of elsewhere, left out, repeated, exchanged.
  (text, other, random) => {
    const lines = text.split('\n');
    lines.splice(random.int(0, lines.length), random.int(0, 1), random.pick(other.split('\n')));
    return lines.join('\n');
  },
  (text, _, random) => {
    const lines = text.split('\n');
    lines.splice(random.int(0, lines.length - 1), random.int(1, 3));
    return lines.join('\n');
  },
  (text, _, random) => {
    const lines = text.split('\n');
    const at = random.int(0, lines.length - 1);
    lines.splice(at, 0, ...Array<string>(random.int(1, 200)).fill(lines[at] ?? ''));
    return lines.join('\n');
  },
  // Letters: one changed, the rest cut off.
  (text, _, random) => {
    const at = random.int(0, text.length);
    return `${text.slice(0, at)}${String.fromCharCode(random.int(0, 0x17f))}${text.slice(at + random.int(0, 1))}`;
  },
  (text, _, random) => text.slice(0, random.int(0, text.length)),
  (text, other, random) =>
    text.slice(0, random.int(0, text.length)) + other.slice(random.int(0, other.length)),
];

/** From where to where one match of `pattern` is, near a place chosen at random; an empty span where there is none. */
function spanOf(text: string, pattern: RegExp, random: Random): [number, number] {
  const from = random.int(0, text.length);
  const window = text.slice(from, from + 2000);
  const found = random.pick([...window.matchAll(pattern), undefined]);
  return found === undefined ? [from, from] : [from + found.index, from + found.index + found[0].length];
}

function spliced(text: string, [from, to]: [number, number], put: string): string {
  return text.slice(0, from) + put + text.slice(to);
}
