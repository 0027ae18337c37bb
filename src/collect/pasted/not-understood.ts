import type { UnusableRow } from './listed-row.js';

/** Cells of a row that are shown when it could not be understood. */
const SHOWN = 80;

/** A line that has the looks of a row, but not its shape: it is named, not dropped. */
export function notUnderstood(line: string): UnusableRow {
  const text = line.trim().replace(/\s+/g, ' ');
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return { kind: 'unusable', why: `"${shown}" is not understood` };
}
