import { vi } from 'vitest';

/*
 * Vitest's set-up of every test file: whatever a test writes as JSON is held against its schema on the way. ajv is loaded
 * only where something is written.
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
  const { mustFit } = await import('./schemas.js');
  return {
    ...others,
    auditDocument(...given: Parameters<typeof auditDocument>) {
      const document = auditDocument(...given);
      mustFit('audit', document);
      return document;
    },
  };
});
