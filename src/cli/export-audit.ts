import { promises } from 'node:fs';
import type { Audit } from '../model/audit.js';
import { formatted } from './formatted.js';
import type { Format } from './options.js';

const BY_ENDING: Readonly<Record<string, Format>> = {
  json: 'json',
  ndjson: 'ndjson',
  csv: 'csv',
  md: 'markdown',
  html: 'html',
  prom: 'prometheus',
};

/**
 * Writes an audit to a file that must not exist yet, in the format that the ending of its name says; a table if none.
 * `audit` is what is shown of the `whole`.
 */
export async function exportAudit(path: string, audit: Audit, whole: Audit): Promise<void> {
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  const format = Object.hasOwn(BY_ENDING, ending) ? BY_ENDING[ending] : undefined;
  // Node loads this part of node:fs when it is first named, which not every run does.
  await promises.writeFile(path, await formatted(audit, format ?? 'table', { whole, listing: true }), {
    flag: 'wx',
  });
}
