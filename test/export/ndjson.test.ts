import { expect, it } from 'vitest';
import { parsePasted } from '../../src/collect/pasted.js';
import { auditDocument } from '../../src/export/json.js';
import { ndjsonLines } from '../../src/export/ndjson.js';
import { inspect } from '../../src/inspect.js';
import type { Audit } from '../../src/model/audit.js';
import { LINUX_SS } from '../collect/pasted/listings.js';
import { recordedFacts } from '../recorded/replay.js';
import { hostileAudit } from './hostile.js';

type Row = Readonly<Record<string, unknown>>;

function rowsOf(audit: Audit): Row[] {
  const text = [...ndjsonLines(audit, '1.2.3')].join('');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}

/** The fields of the document in the lines of one kind. */
function fieldsOf(rows: readonly Row[], kind: string): Row[] {
  return rows
    .filter((row) => row.kind === kind)
    .map(({ schema_version, captured_at, hostname, kind, ...fields }) => fields);
}

it('every line says whose it is, of when, and what kind of line; together they hold the whole document', () => {
  const audit = { ...inspect(recordedFacts('docker-proxy-on')), gaps: hostileAudit().gaps };
  const rows = rowsOf(audit);
  const document = JSON.parse(JSON.stringify(auditDocument(audit, '1.2.3')));
  for (const row of rows)
    expect(row).toMatchObject({
      schema_version: 1,
      captured_at: document.captured_at,
      hostname: document.host.hostname,
      kind: expect.stringMatching(/^(host|gap|listener|forward)$/),
    });
  const { schema_version, captured_at, gaps, listeners, forwards, listing, ...host } = document;
  expect(fieldsOf(rows, 'host')).toEqual([host]);
  expect(fieldsOf(rows, 'gap')).toEqual(gaps);
  expect(fieldsOf(rows, 'listener')).toEqual(listeners);
  expect(fieldsOf(rows, 'forward')).toEqual(forwards);
});

it('a host on which nothing listens still has a line that says so', () => {
  const rows = rowsOf({ ...hostileAudit(), gaps: [], listeners: [], complete: true });
  expect(rows).toMatchObject([{ kind: 'host', complete: true, summary: { listeners: 0 } }]);
});

it('the lines of a pasted listing are accounted for', () => {
  const facts = parsePasted(LINUX_SS);
  if ('error' in facts) throw new Error(facts.error);
  const lines = rowsOf(inspect(facts)).filter(({ kind }) => kind === 'listing-line');
  expect(lines).toHaveLength(LINUX_SS.trimEnd().split('\n').length);
  for (const line of lines)
    expect(line).toMatchObject({ line_kind: expect.any(String), meaning: expect.any(String) });
});

it('hostile names come back as they are, each in one line', () => {
  const rows = rowsOf(hostileAudit(['a\nb\u2028c\u202ed']));
  expect(rows.find(({ kind }) => kind === 'listener')).toMatchObject({ service: 'a\nb\u2028c\u202ed' });
});
