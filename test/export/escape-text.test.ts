import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText } from '../../src/export/escape-text.js';

describe('text from the system', () => {
  it.each([
    ['plain text, ünïcödé, 日本語, 👩‍💻'.replace('\u200d', ''), undefined],
    ['a\nb\tc\rd', 'a\\nb\\tc\\rd'],
    ['\x1b[31mred', '\\x1b[31mred'],
    ['\x9b31m', '\\x9b31m'],
    ['\x00\x07\x7f', '\\x00\\x07\\x7f'],
    ['user\u202etxt.exe', 'user\\u202etxt.exe'],
    ['a\u2066b\u2069', 'a\\u2066b\\u2069'],
    ['zero\u200bwidth', 'zero\\u200bwidth'],
    ['line\u2028separator', 'line\\u2028separator'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['half\ud800', 'half\\ud800'],
    ['cut\ufffd', undefined],
  ])('%j is shown as %j', (text, shown) => {
    expect(escapeText(text)).toBe(shown ?? text);
  });

  it('never carries a character that a terminal obeys', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeText(text)).not.toMatch(/[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });
});
