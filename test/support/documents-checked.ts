import { vi } from 'vitest';

/*
 * Vitest's set-up of every test file: whatever a test writes as JSON is held against its schema on the way, and so is
 * what is made to be written. ajv is loaded only where something is.
 */

vi.mock('../../src/export/json-text.js', async (original) => {
  const { jsonText, jsonPieces, ...others } =
    await original<typeof import('../../src/export/json-text.js')>();
  const { mustFitItsSchema } = await import('./schemas.js');
  return {
    ...others,
    jsonText(value: unknown, compact?: boolean) {
      mustFitItsSchema(value);
      return jsonText(value, compact);
    },
    jsonPieces(document: object) {
      mustFitItsSchema(document);
      return jsonPieces(document);
    },
  };
});

vi.mock('../../src/export/json.js', async (original) => {
  const { auditDocument, ...others } = await original<typeof import('../../src/export/json.js')>();
  const { checked } = await import('./schemas.js');
  return { ...others, auditDocument: checked('audit', auditDocument) };
});

vi.mock('../../src/export/changes.js', async (original) => {
  const { changeDocument, comparisonDocument, ...others } =
    await original<typeof import('../../src/export/changes.js')>();
  const { checked } = await import('./schemas.js');
  return {
    ...others,
    changeDocument: checked('changes', changeDocument),
    comparisonDocument: checked('changes', comparisonDocument),
  };
});

vi.mock('../../src/export/trace-json.js', async (original) => {
  const { traceDocument, ...others } = await original<typeof import('../../src/export/trace-json.js')>();
  const { checked } = await import('./schemas.js');
  return { ...others, traceDocument: checked('trace', traceDocument) };
});

vi.mock('../../src/export/check/json.js', async (original) => {
  const { checkDocument, ...others } = await original<typeof import('../../src/export/check/json.js')>();
  const { checked } = await import('./schemas.js');
  return { ...others, checkDocument: checked('check', checkDocument) };
});
