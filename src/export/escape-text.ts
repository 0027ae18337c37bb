/**
 * What a terminal would obey, hide or reorder instead of showing: C0 and C1 controls, DEL, line and paragraph
 * separators, bidirectional controls (UAX #9), invisible format characters, tags, lone surrogates.
 */
const UNSAFE =
  /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Text from the system, made safe for one row of a terminal: what is unsafe becomes a visible escape (`\x1b`, `\u202e`,
 * `\u{e0041}`), everything else stays. Bytes that were no UTF-8 arrive as U+FFFD, which is visible already.
 */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, (character) => SHORT[character] ?? escapeOf(character.codePointAt(0) ?? 0));
}

function escapeOf(code: number): string {
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}
