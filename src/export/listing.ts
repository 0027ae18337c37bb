import { splitEnd } from '../explain/listing/explain-listing.js';
import { OTHER_MEANINGS, STATE_MEANINGS } from '../explain/listing/meanings.js';
import { joinWords } from '../explain/sentence.js';
import type { Audit, AuditedLine } from '../model/audit.js';
import { CONNECTION_STATES, OTHER_SOCKETS } from '../model/listing.js';
import { layOutColumns } from './columns.js';
import { escapeText } from './escape-text.js';
import { wrap } from './wrap.js';

type Line<Kind extends AuditedLine['kind']> = AuditedLine & { readonly kind: Kind };

/**
 * Every line of a pasted listing by what it is: listeners, connections by state, sockets without ports, lines around the
 * rows, and what is not understood. Ends with a newline; `width` is where prose is broken.
 */
export function renderListing({ listing, evidence }: Audit, width: number | undefined): string {
  if (listing === undefined) return '';
  const of = <Kind extends AuditedLine['kind']>(kind: Kind) =>
    listing.filter((line): line is Line<Kind> => line.kind === kind);
  const processes = new Map(evidence.facts.processes.map((process) => [process.pid, process.name]));
  const held = (pids: readonly number[]) =>
    pids.map((pid) => `${processes.get(pid) || 'pid'}/${pid}`).join(', ');
  const listeners = of('listener');
  const prose = (text: string) =>
    (width === undefined ? [text] : wrap(text, width - 2, '  ')).map((line) => `  ${line}`);
  const lines = [
    `Row by row, the ${listing.length} lines of the listing:`,
    ...prose(
      listeners.length === 0
        ? 'Listeners: none.'
        : `Listeners: ${lineNumbers(listeners)}; who could reach them is told in the table.`,
    ),
  ];
  const connections = of('connection');
  for (const state of CONNECTION_STATES) {
    const rows = connections.filter((line) => line.state === state);
    if (rows.length === 0) continue;
    const { title, sentence } = STATE_MEANINGS[state];
    lines.push(...prose(`${title} (${rows.length}): ${sentence}.`));
    const cells = rows.map((row) => [
      `line ${row.line}`,
      row.protocol,
      `${row.local} ${arrow(row, listeners.length > 0)} ${row.peer}`,
      ...(state === 'unknown' ? [row.word] : []),
      held(row.pids),
    ]);
    lines.push(...layOutColumns(cells.map((row) => row.map(escapeText))).map((line) => `    ${line}`));
  }
  if (connections.length > 0) lines.push(...prose(ARROWS));
  const others = of('other');
  for (const what of OTHER_SOCKETS) {
    const rows = others.filter((line) => line.what === what);
    const { title, sentence } = OTHER_MEANINGS[what];
    if (rows.length > 0) lines.push(...prose(`${title}: ${sentence} (${lineNumbers(rows)}).`));
  }
  const headings = of('heading');
  if (headings.length > 0)
    lines.push(...prose(`Titles, names of columns, prompts and the like: ${lineNumbers(headings)}.`));
  const details = of('detail').length;
  if (details > 0) lines.push(...prose(`Told of the row above, such as its program: ${details} more.`));
  const strange = of('not-understood');
  if (strange.length > 0) lines.push(...prose(`Not understood (${strange.length}):`));
  for (const { line, text, why } of strange)
    lines.push(`    line ${line}: ${escapeText(text)}`, `      ${escapeText(why)}`);
  return `\n${lines.join('\n')}\n`;
}

const ARROWS =
  'An arrow ← stands where the other side has opened the connection, to a listener above; → where that machine has, as far as the listing tells; – where it does not tell.';

function arrow({ listener, state, peer, local }: Line<'connection'>, hasListeners: boolean): string {
  if (listener !== undefined) return '←';
  if (state === 'syn-sent') return '→';
  const known = hasListeners && peer !== '*' && splitEnd(local).port !== undefined;
  return known && state !== 'unknown' && state !== 'closed' && state !== 'bound' ? '→' : '–';
}

/** "lines 4 to 7 and 9". */
function lineNumbers(lines: readonly AuditedLine[]): string {
  const numbers = lines.map(({ line }) => line).sort((a, b) => a - b);
  const ranges: [first: number, last: number][] = [];
  for (const number of numbers) {
    const range = ranges.at(-1);
    if (range !== undefined && range[1] === number - 1) range[1] = number;
    else ranges.push([number, number]);
  }
  const words = ranges.flatMap(([first, last]) =>
    last - first > 1 ? [`${first} to ${last}`] : last > first ? [`${first}`, `${last}`] : [`${first}`],
  );
  return `${numbers.length === 1 ? 'line' : 'lines'} ${joinWords(words)}`;
}
