import { jsonText } from '../export/json-text.js';
import audit from '../schema/audit.schema.json' with { type: 'json' };
import capture from '../schema/capture.schema.json' with { type: 'json' };
import changes from '../schema/changes.schema.json' with { type: 'json' };
import check from '../schema/check.schema.json' with { type: 'json' };
import explain from '../schema/explain.schema.json' with { type: 'json' };
import ndjson from '../schema/ndjson.schema.json' with { type: 'json' };
import policy from '../schema/policy.schema.json' with { type: 'json' };
import trace from '../schema/trace.schema.json' with { type: 'json' };
import type { SchemaCommand } from './command.js';
import type { SchemaName } from './options.js';
import type { Terminal } from './terminal.js';

interface Schema {
  readonly $id: string;
  readonly $defs?: object;
}

const SCHEMAS: Readonly<Record<SchemaName, Schema>> = {
  audit,
  ndjson,
  capture,
  changes,
  check,
  policy,
  trace,
  explain,
};

/** Prints the JSON Schema of a document. */
export async function schema({ document }: SchemaCommand, terminal: Terminal): Promise<number> {
  await terminal.print(jsonText(wholeSchema(document)));
  return 0;
}

/** A schema that needs no other file: those that it refers to are embedded (JSON Schema 2020-12, Core, 9.3.1). */
export function wholeSchema(name: SchemaName): object {
  const schema = SCHEMAS[name];
  const text = JSON.stringify(schema);
  const others = Object.entries(SCHEMAS).filter(
    ([other, { $id }]) => other !== name && text.includes(`"${$id}#`),
  );
  return others.length === 0
    ? schema
    : { ...schema, $defs: { ...schema.$defs, ...Object.fromEntries(others) } };
}
