import { execFileSync } from 'node:child_process';
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

it('is found at once in a string that does not end', () => {
  const script = `const { parseJson } = await import('./src/collect/capture/parse-capture.ts');
    for (const end of ['', '\\u0001', '\\\\x']) console.log(parseJson('["' + 'a'.repeat(100_000) + end).error.length > 0);`;
  // In a process of its own: an expression that tries every division of the letters cannot be stopped from within.
  const options = { timeout: 20_000, killSignal: 'SIGKILL', encoding: 'utf8' } as const;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script];
  expect(execFileSync(process.execPath, args, options)).toBe('true\ntrue\ntrue\n');
});
