import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutLine, lineWidth, span } from '../../../src/tui/text/line.js';
import { fit, textWidth, truncate, truncateMiddle } from '../../../src/tui/text/width.js';
import { wrapText } from '../../../src/tui/text/wrap.js';

const text = fc.oneof(
  fc.string({ maxLength: 40 }).map(printable),
  fc.constantFrom('名前とポート', '👩‍👩‍👧 家族', 'nginx', 'e\u0301a'),
);

/** As escapeText leaves it: nothing that a terminal would obey. */
function printable(raw: string): string {
  return raw.replace(/\p{Control}/gu, '?');
}

describe('columns', () => {
  it('are two for East Asian wide characters and emoji', () => {
    expect(textWidth('名前')).toBe(4);
    expect(textWidth('🦊')).toBe(2);
  });

  it('are never more than asked for, whatever the text', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 50 }), (sample, width) => {
        expect(textWidth(truncate(sample, width))).toBeLessThanOrEqual(width);
        expect(textWidth(truncateMiddle(sample, width))).toBeLessThanOrEqual(width);
        expect(textWidth(fit(sample, width))).toBe(width);
        expect(lineWidth(cutLine([span(sample), span(sample, 'dim')], width))).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('keep the end of an address in sight', () => {
    expect(truncateMiddle('[2001:db8:1111:2222:3333:4444:5555:6666]:443', 20)).toMatch(/…\S*:443$/);
  });
});

describe('wrapping', () => {
  it('breaks at blanks, and a long word where it must', () => {
    expect(wrapText('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapText('a 1234567890', 4)).toEqual(['a', '1234', '5678', '90']);
  });

  it('loses no character but blanks, and no row is too wide', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 30 }), (sample, width) => {
        const rows = wrapText(sample, width);
        expect(rows.join('').replaceAll(' ', '')).toBe(sample.replaceAll(' ', ''));
        for (const row of rows) expect(textWidth(row)).toBeLessThanOrEqual(width);
      }),
    );
  });
});
