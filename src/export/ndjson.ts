import type { Audit } from '../model/audit.js';
import { auditDocument } from './json.js';
import { jsonText } from './json-text.js';

/**
 * The audit document taken apart, a line each for the host, every gap, listener and forward, and every line of a pasted
 * listing. Each stands for itself: whose it is, when it was so, and what kind of line it is come first, the fields of the
 * document after them.
 */
export function* ndjsonLines(audit: Audit, version: string): Iterable<string> {
  const { schema_version, captured_at, gaps, listeners, forwards, listing, ...host } = auditDocument(
    audit,
    version,
  );
  const { hostname } = audit.host;
  const line = (kind: string, fields: object) =>
    jsonText({ schema_version, captured_at, hostname, kind, ...fields }, true);
  yield line('host', host);
  for (const gap of gaps) yield line('gap', gap);
  for (const listener of listeners) yield line('listener', listener);
  for (const forward of forwards) yield line('forward', forward);
  // A line of a listing has a kind of its own.
  for (const { kind, ...fields } of listing ?? []) yield line('listing-line', { line_kind: kind, ...fields });
}
