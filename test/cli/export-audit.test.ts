import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exportAudit } from '../../src/cli/export-audit.js';
import { sampleAudit } from '../export/sample.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'listenscope-export-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

it.each([
  ['a.json', /^\{\n {2}"schema_version": 1,/],
  ['a.ndjson', /^\{"schema_version":1,/],
  ['a.csv', /^hostname,/],
  ['a.md', /^# Who can reach/],
  ['a.HTML', /^<!doctype html>/],
  ['a.prom', /^# HELP/],
  ['a.txt', /^REACHED BY/],
  ['json', /^REACHED BY/],
  ['a.constructor', /^REACHED BY/],
])('%s has the format that its name says', async (name, start) => {
  const path = join(directory, name);
  await exportAudit(path, sampleAudit(), sampleAudit());
  expect(readFileSync(path, 'utf8')).toMatch(start);
});

it('never writes over a file', async () => {
  const path = join(directory, 'there.csv');
  await exportAudit(path, sampleAudit(), sampleAudit());
  await expect(exportAudit(path, sampleAudit(), sampleAudit())).rejects.toThrow('EEXIST');
});
