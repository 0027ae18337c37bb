import { auditDocument } from '../export/json.js';
import { jsonPieces } from '../export/json-text.js';
import type { TableOptions } from '../export/table.js';
import type { Audit } from '../model/audit.js';
import type { Format } from './options.js';
import { VERSION } from './version.js';

export interface FormatOptions extends TableOptions {
  /** The audit before it was filtered. */
  readonly whole: Audit;
  /** Of a pasted listing: whether all its lines are accounted for, where the format is for people. */
  readonly listing?: boolean;
}

/** An audit in a format, in pieces that may be written one after the other. What only a table has, only a table heeds. */
export async function formatted(
  audit: Audit,
  format: Format,
  options: FormatOptions,
): Promise<Iterable<string | Uint8Array>> {
  if (format !== 'json') return (await import('./other-formats.js')).inOtherFormat(audit, format, options);
  return jsonPieces(auditDocument(audit, VERSION));
}
