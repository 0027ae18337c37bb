import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findJsonDamage } from '../../../src/collect/capture/json-damage.js';

it('finds damage exactly where JSON.parse refuses', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"',
    '\\',
    '1',
    '-',
    '1.',
    '01',
    'true',
    'nul',
    ' ',
    '\n',
  );
  const texts = fc.oneof(
    fc.json(),
    fc.string(),
    fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      expect(findJsonDamage(text) === undefined).toBe(isJson);
    }),
    { numRuns: 2000 },
  );
});

it('counts lines and columns from 1', () => {
  expect(findJsonDamage('{\n  "a": 1,\n  b: 2\n}')).toEqual({
    line: 3,
    column: 3,
    found: 'b: 2\n}',
    atEnd: false,
  });
});
