import { expect, it } from 'vitest';
import { clip } from '../../src/export/clip.js';

it.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'abc… (1 more character)'],
  ['ab😀cd', 3, 'ab… (4 more characters)'],
])('%j cut at %i is %j', (text, limit, clipped) => {
  expect(clip(text, limit)).toBe(clipped);
});
