import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fieldTables } from '../../scripts/fields/field-tables.js';
import { SCHEMA_NAMES } from '../../src/cli/options.js';
import { auditDocument } from '../../src/export/json.js';
import { inspect } from '../../src/inspect.js';
import { sampleAudit, sampleListener } from '../export/sample.js';
import { recordedFacts } from '../recorded/replay.js';
import { requires } from '../support/requires.js';
import { readSchema } from '../support/schemas.js';

const page = readFileSync('docs/json.md', 'utf8');
const inOneSpace = (text: string) => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');

it('docs/json.md explains the fields as the schema does: `npm run fields` writes them', () => {
  const tables = inOneSpace(fieldTables(readSchema('audit')));
  expect(tables).toContain('`exposure_at_most`');
  expect(inOneSpace(page).endsWith(tables)).toBe(true);
});

it('docs/json.md has a row for every gap, and names every schema', () => {
  const section = /## Gaps\n(.*?)\n## /s.exec(page)?.[1] ?? '';
  const rows = [...section.matchAll(/^\| `([\w-]+)` +\|/gm)].map(([, code]) => code);
  const { gap } = readSchema('audit').$defs as { gap: { properties: { code: { enum: string[] } } } };
  expect(rows.toSorted()).toEqual(['code', ...gap.properties.code.enum].toSorted());
  for (const name of SCHEMA_NAMES) expect(page).toMatch(new RegExp(`schema.*\\b${name}\\b`, 's'));
});

requires({ tools: ['jq'] })('the questions of docs/json.md', () => {
  const questions = [...page.matchAll(/```sh\njq -r '(.*?)'\n```/gs)].map(([, filter = '']) => filter);
  const unread = {
    code: 'firewall-unreadable',
    subject: 'nftables',
    detail: 'Not read.',
    remedy: 'run as root',
  } as const;
  const audits = [
    inspect(recordedFacts('docker-proxy-on')),
    inspect({ ...recordedFacts('ufw-default'), gaps: [unread] }),
    sampleAudit({ listeners: [sampleListener({ exposure: 'internet' })] }),
  ];
  const documents = audits.map((audit) => JSON.stringify(auditDocument(audit, '1.2.3')));

  it.each(questions)('%s', (filter) => {
    const answers = documents.map((input) =>
      execFileSync('jq', ['-r', filter], { input, encoding: 'utf8', maxBuffer: 1 << 26 }),
    );
    expect(answers.join('')).not.toBe('');
    expect(answers.join('')).not.toMatch(/\n\n|\bnull\b/);
  });

  it('are six', () => expect(questions).toHaveLength(6));
});
