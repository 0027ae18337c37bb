import { readdirSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { SCHEMA_NAMES } from '../../src/cli/options.js';
import { wholeSchema } from '../../src/cli/schema.js';
import { GAP_CODES } from '../../src/collect/capture/gap-shape.js';
import { auditDocument } from '../../src/export/json.js';
import { AUDIENCES } from '../../src/model/listener.js';
import { sampleAudit } from '../export/sample.js';
import { closed, DOCUMENTS, readSchema, schemaProblem, validatorOf } from '../support/schemas.js';

type Schema = Record<string, unknown>;

/** Every schema below `schema` that describes a member or a definition, with its place. */
function* described(schema: unknown, path: string): Iterable<readonly [path: string, schema: Schema]> {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties' || key === '$defs')
      for (const [name, each] of Object.entries(value as Schema))
        if (typeof each === 'object') yield [`${path}/${key}/${name}`, each as Schema];
    // What `if` asks for is described where it belongs.
    if (key !== 'if') yield* described(value, `${path}/${key}`);
  }
}

const sample = () => JSON.parse(JSON.stringify(auditDocument(sampleAudit(), '1.2.3')));

describe.each(DOCUMENTS)('the schema of %s', (name) => {
  const schema = readSchema(name);

  it('is JSON Schema 2020-12, without anything that its strict readers warn of', () => {
    const ajv = new Ajv2020({ strict: true, strictTypes: true, logger: false });
    expect(ajv.validateSchema(schema)).toBe(true);
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(() => validatorOf().getSchema(name)).not.toThrow();
  });

  it('says of every member what it is', () => {
    // What has one value alone says what it is in the alternative that it marks.
    const silent = [...described(schema, '')].filter(
      ([, each]) => each.description === undefined && each.const === undefined,
    );
    expect(silent.map(([path]) => path)).toEqual([]);
  });

  it('names no other host', () => {
    const ids = JSON.stringify(schema).match(/https?:[^"]*/g) ?? [];
    expect(ids).toEqual(['https://json-schema.org/draft/2020-12/schema']);
  });
});

describe('what `listenscope schema` prints', () => {
  it.each(SCHEMA_NAMES)('of %s needs no other file', (name) => {
    const logged: unknown[] = [];
    const log = (...words: unknown[]) => logged.push(words);
    // The policy's own formats are for people: "443", "8000-8999".
    const formats = name === 'policy' ? ({ 'port-range': true, network: true, date: true } as const) : {};
    const ajv = new Ajv2020({ formats, logger: { log, warn: log, error: log } });
    expect(() => ajv.compile(wholeSchema(name))).not.toThrow();
    expect(logged).toEqual([]);
  });
});

describe('the audit document', () => {
  const shipped = validatorOf().getSchema('audit');

  it('may have members that the schema does not know yet; the tests let none through', () => {
    const document = { ...sample(), later: 1 };
    document.listeners[0].later = 1;
    document.listeners[0].reach[0].reason.later = 1;
    expect(shipped?.(document)).toBe(true);
    expect(schemaProblem('audit', document)).toMatch(/unevaluated/);
    const { later: _, ...inner } = document;
    expect(schemaProblem('audit', inner)).toMatch(/^no audit document: \/listeners\/0/);
  });

  it('with a member taken away is none', () => {
    const { required, $defs } = readSchema('audit') as {
      required: string[];
      $defs: { listener: { required: string[] } };
    };
    expect(required.length).toBeGreaterThan(10);
    for (const member of required) {
      const { [member]: _, ...less } = sample();
      expect([member, shipped?.(less)]).toEqual([member, false]);
    }
    for (const member of $defs.listener.required) {
      const document = sample();
      delete document.listeners[0][member];
      expect([member, shipped?.(document)]).toEqual([member, false]);
    }
  });

  it.each([
    ['verdict', 'maybe'],
    ['audience', 'everybody'],
    ['sources', ['10.1.0.0']],
    ['sources', ['10.1.0.0/33']],
    ['sources', ['300.1.0.0/8']],
    ['sources', ['::/129']],
    ['sources', []],
    ['destinations', ['eth0']],
    ['destinations', ['010.1.0.2']],
    ['port', 65536],
    ['port', '80'],
    ['reason', { code: 'because' }],
    ['reason', { code: 'shadowed' }],
    ['reason', 'no-firewall'],
  ])('with %s %j in an entry of reach is none', (member, value) => {
    const document = sample();
    document.listeners[0].reach[0][member] = value;
    expect(shipped?.(document)).toBe(false);
  });

  it('knows the audiences and the gaps that there are', () => {
    const { audience, gap } = readSchema('audit').$defs as Record<
      string,
      { enum: string[]; properties: Schema }
    >;
    expect(audience?.enum).toEqual(AUDIENCES);
    expect((gap?.properties.code as { enum: string[] } | undefined)?.enum?.toSorted()).toEqual(
      Object.keys(GAP_CODES).toSorted(),
    );
  });
});

it('every shipped schema is printed, and every one that is printed is shipped', () => {
  const shipped = readdirSync('src/schema').map((name) => name.replace('.schema.json', ''));
  expect(shipped.toSorted()).toEqual(SCHEMA_NAMES.toSorted());
});

it('every schema can be closed against members that it does not know', () => {
  for (const name of DOCUMENTS) expect(() => validatorOf(closed).getSchema(name)).not.toThrow();
});
