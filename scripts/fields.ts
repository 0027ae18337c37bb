// Writes the tables of docs/json.md anew from the schema of the audit document.
import { readFileSync, writeFileSync } from 'node:fs';
import schema from '../src/schema/audit.schema.json' with { type: 'json' };
import { fieldTables } from './fields/field-tables.js';

const PAGE = 'docs/json.md';
const START = '<!-- made from src/schema/audit.schema.json by npm run fields -->\n\n';

const page = readFileSync(PAGE, 'utf8');
writeFileSync(PAGE, page.slice(0, page.indexOf(START) + START.length) + fieldTables(schema));
