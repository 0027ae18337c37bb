import { writeFile } from 'node:fs/promises';
import { auditDocument } from '../export/json.js';
import { jsonPieces } from '../export/json-text.js';
import { renderTable } from '../export/table.js';
import type { Audit } from '../model/audit.js';
import { VERSION } from './version.js';

/** Writes an audit to a file that must not exist yet: the document for `.json`, the plain table otherwise. */
export async function exportAudit(path: string, audit: Audit): Promise<void> {
  const text = path.endsWith('.json') ? jsonPieces(auditDocument(audit, VERSION)) : renderTable(audit);
  await writeFile(path, text, { flag: 'wx' });
}
