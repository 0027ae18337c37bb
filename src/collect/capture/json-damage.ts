/** Where a text stops being JSON. */
export interface JsonDamage {
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** What stands there, up to a few characters; "" at the end of the text. */
  readonly found: string;
  /** The text ends there, in the middle of something: it is cut off. */
  readonly atEnd: boolean;
}

const BLANK = /[ \t\r\n]*/y;
/** Without a repetition within another of the same letters: where the quote is missing, those are tried in every division. */
const STRING = /"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\x00-\x1f]*)*"/y;
const WORD = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

/** What may come next: a value, a value or the end of a list, a key, a key or the end of an object, a colon, or what follows a value. */
type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'after';

/**
 * Finds the first place at which `text` breaks the grammar of RFC 8259, which JSON.parse tells in words of its own in
 * every version of Node; undefined when it is JSON.
 */
export function findJsonDamage(text: string): JsonDamage | undefined {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const taken = pattern.test(text);
    if (taken) at = pattern.lastIndex;
    return taken;
  };
  for (;;) {
    take(BLANK);
    const next = text[at];
    if (expected === 'after' && open.length === 0) return next === undefined ? undefined : damageAt(text, at);
    if (next === undefined) return damageAt(text, at);
    if (expected === 'value' || expected === 'value-or-end') {
      if (next === '{' || next === '[') {
        open.push(next);
        at++;
        expected = next === '{' ? 'key-or-end' : 'value-or-end';
      } else if (next === ']' && expected === 'value-or-end') {
        open.pop();
        at++;
        expected = 'after';
      } else if (take(STRING) || take(WORD)) expected = 'after';
      else return damageAt(text, at);
    } else if (expected === 'key' || expected === 'key-or-end') {
      if (next === '}' && expected === 'key-or-end') {
        open.pop();
        at++;
        expected = 'after';
      } else if (take(STRING)) expected = 'colon';
      else return damageAt(text, at);
    } else if (expected === 'colon') {
      if (next !== ':') return damageAt(text, at);
      at++;
      expected = 'value';
    } else if (next === ',') {
      at++;
      expected = open.at(-1) === '{' ? 'key' : 'value';
    } else if (next === (open.at(-1) === '{' ? '}' : ']')) {
      open.pop();
      at++;
    } else return damageAt(text, at);
  }
}

/** A string or a word that the end of the text breaks off is cut off as well. */
function damageAt(text: string, at: number): JsonDamage {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const rest = text.slice(at).trimEnd();
  const atEnd =
    rest === '' ||
    /^"(?:[^"\\\x00-\x1f]|\\.)*\\?$/.test(rest.slice(0, 100_000)) ||
    /^(?:[a-z]+|-?[\d.eE+-]*)$/.test(rest);
  return { line, column: at - before.lastIndexOf('\n'), found: rest.slice(0, 20), atEnd };
}
