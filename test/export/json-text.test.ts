import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPieces, jsonText } from '../../src/export/json-text.js';

function joined(pieces: Iterable<string | Uint8Array>): string {
  return Buffer.concat([...pieces].map((piece) => Buffer.from(piece))).toString();
}

describe('JSON in pieces', () => {
  it('is the text that it would be in one', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.array(fc.jsonValue()));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), (document) => {
        expect(joined(jsonPieces(document))).toBe(jsonText(document));
      }),
    );
  });

  it('comes element by element where its lists are long', () => {
    const listeners = Array.from({ length: 20 }, () => ({ sources: Array(20_000).fill('192.0.2.1/32') }));
    const pieces = [...jsonPieces({ number: 1, listeners })];
    expect(pieces.length).toBeGreaterThan(5);
    expect(JSON.parse(joined(pieces))).toEqual({ number: 1, listeners });
  });

  it('has each long list on one line and says the same, where elements share them at whatever depth', () => {
    const text = fc.stringMatching(/^[a-z"\\\n\u202e ]{0,8}$/);
    const lists = fc.array(fc.array(text, { minLength: 0, maxLength: 3 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(lists, fc.array(fc.array(fc.nat(9)), { maxLength: 6 }), (short, chosen) => {
        const long = short.map((list) => Array.from({ length: 300 }, (_, i) => `${list[i % 3]} ${i}`));
        const sharing = chosen.map((indices) => ({
          name: `list 0.5 ${indices.length}`,
          reach: indices.map((i) => ({ sources: long[i % long.length], deeper: [[{ sources: long[0] }]] })),
        }));
        const document = { listeners: [{ sources: Array(10_000).fill('192.0.2.1/32') }, ...sharing] };
        const written = joined(jsonPieces(document));
        // As a value among others, and not through toEqual, which would print a failure of megabytes.
        expect(JSON.stringify(JSON.parse(written)) === JSON.stringify(document)).toBe(true);
        const lists = written.match(/"sources": .*/g) ?? [];
        expect(lists.filter((line) => !/^"sources": \[.*\],?$/.test(line))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('escapes what a terminal would obey, and says the same', () => {
    const text = jsonText('a\u009b31mb\u202ec');
    expect(text).toBe('"a\\u009b31mb\\u202ec"\n');
    expect(JSON.parse(text)).toBe('a\u009b31mb\u202ec');
  });
});
