import { wrap } from '../../export/wrap.js';

/* The part of roff's man macros (groff_man(7)) that a manual page needs. */

/** `text` as roff prints it unchanged inside of a line: what would be an escape or become a typographic quote or dash. */
export function plain(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('"', '\\(dq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replace(/[^\x20-\x7e]/gu, (char) => `\\[u${codeOf(char)}]`);
}

function codeOf(char: string): string {
  return (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}

export function bold(text: string): string {
  return `\\fB${plain(text)}\\fR`;
}

export function italic(text: string): string {
  return `\\fI${plain(text)}\\fR`;
}

/** A section with paragraphs and items. */
export function section(title: string, parts: readonly string[]): string {
  return `.SH ${title}\n${parts.join('\n').replace(FIRST_PARAGRAPH, '')}`;
}

export function subsection(title: string, parts: readonly string[]): string {
  return `.SS ${title}\n${parts.join('\n').replace(FIRST_PARAGRAPH, '')}`;
}

/** A heading begins a paragraph by itself. */
const FIRST_PARAGRAPH = /^\.PP\n/;

export function paragraph(text: string): string {
  return `.PP\n${filled(text)}`;
}

/** Something in the left margin, and what it means beside or below it. */
export function item(term: string, meaning: string): string {
  return `.TP\n${noRequest(term)}\n${filled(meaning)}`;
}

/** In lines of a length that editors and diffs like. */
function filled(text: string): string {
  return wrap(text, 78).map(noRequest).join('\n');
}

/** A line that begins with a dot would be a request. */
function noRequest(line: string): string {
  return line.replace(/^\./, '\\&.');
}
