import { escapeText } from './escape-text.js';

/** What GitHub-flavoured Markdown (spec 0.29) would take for markup within a line. */
const MARKUP = /[\\`*_{}[\]<>&!~#$]/g;

/** In such words GitHub finds links and mentions, whatever stands before its characters; never in code. */
const LINKED = /@|:\/\/|www\.|mailto:|xmpp:/i;
const BETWEEN_WORDS = /([\s()"'“”]+)/;

/** Prose with text of the system in it, as one line that is shown as it is. */
export function markdownProse(text: string): string {
  const words = escapeText(text).split(BETWEEN_WORDS);
  const line = words.map((word) => (LINKED.test(word) ? markdownCode(word) : escaped(word))).join('');
  return startless(line);
}

function escaped(text: string): string {
  return text.replace(MARKUP, '\\$&');
}

/** What would begin a list, a heading or a rule at the start of a line does not. */
function startless(line: string): string {
  return line.replace(/^([-+=])/, '\\$1').replace(/^(\d+)([.)])/, '$1\\$2');
}

/**
 * Text of the system as a code span; nothing where there is none. Parsers do not agree on a backslash before a pipe in the
 * code of a table's cell: that pipe becomes a visible escape.
 */
export function markdownCode(text: string): string {
  const line = escapeText(text).replaceAll('\\|', '\\\\x7c');
  if (line.trim() === '') return '';
  const fence = '`'.repeat(1 + longestRun(line));
  // One blank on either side is dropped where both are there (CommonMark 6.1).
  const padding = /^[` ]|[` ]$/.test(line) ? ' ' : '';
  return `${fence}${padding}${line}${padding}${fence}`;
}

/** Lines to be read as they are, as a fenced block. */
export function markdownBlock(lines: readonly string[]): string[] {
  const shown = lines.map(escapeText);
  const fence = '`'.repeat(1 + Math.max(2, ...shown.map(longestRun)));
  return [fence, ...shown, fence];
}

/** How many backticks follow each other at most: a fence has to be longer. */
function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

/** A table: the names of the columns, then rows of as many cells, which are Markdown already. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)];
}
