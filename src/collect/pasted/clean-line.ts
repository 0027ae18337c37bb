/** Colours and cursor movements (ECMA-48 CSI), titles (OSC), and letters that were struck over to be bold. */
const TERMINAL_CODES = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][0-9A-B]|.\x08/g;

const INVISIBLE = /[\u200b-\u200f\u2060\ufeff]/g;

/** Between columns stands one blank, however many were printed, of whatever kind. */
const BLANKS = /[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+/g;

/** Marks of quoted mail and of block quotes. */
const QUOTED = /^(?:\s*>)+ ?/;

/** What web pages write for marks. */
const ENTITIES: Readonly<Record<string, string>> = { '&gt;': '>', '&lt;': '<', '&amp;': '&', '&nbsp;': ' ' };

/** A line as its tool printed it: what a terminal, a mail or a web page put around it is taken off. */
export function cleanLine(raw: string): string {
  return raw
    .replace(TERMINAL_CODES, '')
    .replace(INVISIBLE, '')
    .replace(/&(?:gt|lt|amp|nbsp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(BLANKS, ' ')
    .replace(QUOTED, '')
    .trimEnd();
}
