import { expect, it } from 'vitest';
import { suggest } from '../../src/cli/suggest.js';

it.each([
  ['--prot', '--proto'],
  ['--jsno', '--json'],
  ['--colector', '--collector'],
  ['--exposur', '--exposure'],
  ['--xyzzy', undefined],
])('for %s it is %s', (word, expected) => {
  expect(suggest(word, ['--port', '--proto', '--process', '--json', '--collector', '--exposure'])).toBe(
    expected,
  );
});
