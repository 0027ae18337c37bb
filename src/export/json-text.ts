/** Characters that JSON may carry raw and a terminal obeys: DEL, C1 controls, separators, bidirectional controls. */
const RAW = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * `value` as JSON text with a newline at its end. Values stay as they are; characters that a terminal would obey are
 * written as JSON's own `\u` escapes, so that reading the text back gives the same. One line when `compact`.
 */
export function jsonText(value: unknown, compact = false): string {
  const text = JSON.stringify(value, null, compact ? undefined : 2);
  return `${text.replace(RAW, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}
