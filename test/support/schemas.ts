import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';

type Schema = Record<string, unknown>;

/** The folder of the schemas that are shipped. */
export const SCHEMAS = new URL('../../src/schema/', import.meta.url);

/** The documents that listenscope writes. */
export const DOCUMENTS = ['audit', 'ndjson', 'capture', 'changes', 'check', 'trace', 'explain'] as const;
export type DocumentName = (typeof DOCUMENTS)[number];

/** A schema as it is shipped. */
export function readSchema(name: string): Schema {
  return JSON.parse(readFileSync(new URL(`${name}.schema.json`, SCHEMAS), 'utf8')) as Schema;
}

/**
 * A schema that lets no member through that it does not know. What is shipped lets be what later versions add; the tests
 * find what is written and not described.
 */
export function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy: Schema = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties' || key === '$defs') copy[key] = closedValues(value as Schema);
    else if (key === 'items' || key === 'additionalProperties' || key === 'oneOf' || key === 'anyOf')
      copy[key] = closed(value);
    // Parts of an object that allOf, if and then describe stay open: together they make the whole.
    else copy[key] = value;
  }
  if ('properties' in copy && !('additionalProperties' in copy)) copy.unevaluatedProperties = false;
  return copy;
}

function closedValues(schemas: Schema): Schema {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, closed(schema)]));
}

/** A validator that knows every schema, as shipped or closed. */
export function validatorOf(transform: (schema: unknown) => unknown = (schema) => schema) {
  const ajv = new Ajv2020({ verbose: true });
  for (const name of DOCUMENTS) ajv.addSchema(transform(readSchema(name)) as Schema, name);
  return ajv;
}

let strict: Ajv2020 | undefined;

/** What is wrong with a document, in a line; undefined if nothing is. Members that the schema does not know are wrong. */
export function schemaProblem(name: DocumentName, document: unknown): string | undefined {
  strict ??= validatorOf(closed);
  const validate = strict.getSchema(name) as ValidateFunction;
  // What JSON leaves out is no member.
  if (validate(JSON.parse(JSON.stringify(document)))) return undefined;
  const told = (validate.errors ?? []).map(
    ({ instancePath, message, params, data }: ErrorObject) =>
      `${instancePath}: ${message} ${JSON.stringify(params)} (${JSON.stringify(data)?.slice(0, 200)})`,
  );
  return `no ${name} document: ${told.join('; ')}`;
}

/** Throws where a document is not what its schema says. */
export function mustFit(name: DocumentName, document: unknown): void {
  const problem = schemaProblem(name, document);
  if (problem !== undefined) throw new Error(problem);
}

/** What makes a document, so that it throws where that is not what its schema says. */
export function checked<Given extends unknown[], Made>(name: DocumentName, make: (...given: Given) => Made) {
  return (...given: Given): Made => {
    const document = make(...given);
    mustFit(name, document);
    return document;
  };
}

/** The member that tells which document it is. */
const MARKS: readonly (readonly [member: string, name: DocumentName])[] = [
  ['listeners', 'audit'],
  ['format', 'capture'],
  ['findings', 'check'],
  ['steps', 'trace'],
  ['standards', 'explain'],
  ['changes', 'changes'],
  ['causes', 'changes'],
  ['hostname', 'ndjson'],
];

const VERSIONED = ['schema_version', 'format'] as const;

/**
 * Throws where a value that is written as JSON is no document of ours, or not what its schema says. Values that carry no
 * version are none.
 */
export function mustFitItsSchema(value: unknown): void {
  const one = Array.isArray(value) ? value[0] : value;
  if (typeof one !== 'object' || one === null || !VERSIONED.some((member) => member in one)) return;
  const name = MARKS.find(([member]) => member in one)?.[1];
  if (name === undefined) throw new Error(`a document without a schema: ${Object.keys(one).join(', ')}`);
  mustFit(name, value);
}

/** The document that a program printed, held against its schema; the last line where it printed one a line. */
export function printedDocument(text: string): unknown {
  const texts = /^[[{]\n/.test(text) ? [text] : text.trimEnd().split('\n');
  const values = texts.map((each): unknown => JSON.parse(each));
  for (const value of values) mustFitItsSchema(value);
  return values.at(-1);
}
