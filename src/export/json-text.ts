import { LongLists } from './long-lists.js';

/** Characters that JSON may carry raw and a terminal obeys: DEL, C1 controls, separators, bidirectional controls. */
const RAW = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * `value` as JSON text with a newline at its end. Values stay as they are; characters that a terminal would obey are
 * written as JSON's own `\u` escapes, so that reading the text back gives the same. One line when `compact`.
 */
export function jsonText(value: unknown, compact = false): string {
  return `${stringify(value, compact ? undefined : 2)}\n`;
}

/** A piece may be handed over once it has this many characters. */
const WORTH_WRITING = 1 << 20;

/**
 * The text of a document in pieces, since with long block lists it has more characters than a string can hold. Lists directly
 * under the document are written element by element. It is what `jsonText` gives, but that a long list of strings is on one line.
 */
export function* jsonPieces(document: object): Iterable<string | Uint8Array> {
  const inElement = (element: unknown) => inner(stringify([[element]], 2), 2);
  const long = new LongLists((list) => stringify(list, undefined));
  let piece = '{';
  let separator = '\n';
  for (const [key, value] of Object.entries(document)) {
    if (value === undefined) continue;
    if (!Array.isArray(value) || value.length === 0) {
      piece += separator + inner(stringify({ [key]: value }, 2), 1);
    } else {
      piece += `${separator}  ${JSON.stringify(key)}: [`;
      for (const [i, element] of value.entries()) {
        piece += i === 0 ? '\n' : ',\n';
        for (const part of long.pieces(element, inElement)) {
          if (typeof part === 'string') piece += part;
          else {
            yield piece;
            yield part;
            piece = '';
          }
        }
        if (piece.length < WORTH_WRITING) continue;
        yield piece;
        piece = '';
      }
      piece += '\n  ]';
    }
    separator = ',\n';
  }
  yield piece === '{' ? '{}\n' : `${piece}\n}\n`;
}

/** Without the lines of the `depth` brackets around it. */
function inner(text: string, depth: number): string {
  // A level has a bracket and a newline on either side, and its own indentation before the bracket.
  const around = depth * 2 + depth * (depth - 1);
  return text.slice(around, text.length - around);
}

function stringify(value: unknown, indent: number | undefined): string {
  const text = JSON.stringify(value, null, indent);
  return text.replace(RAW, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
