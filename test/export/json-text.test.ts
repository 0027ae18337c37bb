import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPieces, jsonText } from '../../src/export/json-text.js';

describe('JSON in pieces', () => {
  it('is the text that it would be in one', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.array(fc.jsonValue()));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), (document) => {
        expect([...jsonPieces(document)].join('')).toBe(jsonText(document));
      }),
    );
  });

  it('comes element by element where its lists are long', () => {
    const listeners = Array.from({ length: 20 }, () => ({ sources: Array(20_000).fill('192.0.2.1/32') }));
    const pieces = [...jsonPieces({ number: 1, listeners })];
    expect(pieces.length).toBeGreaterThan(5);
    expect(JSON.parse(pieces.join(''))).toEqual({ number: 1, listeners });
  });

  it('escapes what a terminal would obey, and says the same', () => {
    const text = jsonText('a\u009b31mb\u202ec');
    expect(text).toBe('"a\\u009b31mb\\u202ec"\n');
    expect(JSON.parse(text)).toBe('a\u009b31mb\u202ec');
  });
});
