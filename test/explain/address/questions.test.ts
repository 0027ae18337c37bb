import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { answersTo } from '../../../src/cli/explain.js';
import { readQuestion } from '../../../src/explain/address/question/question.js';
import { inspect } from '../../../src/inspect.js';
import { FACTS } from './a-web-server.js';

const AUDIT = inspect(FACTS);

/** All that `explain` says to a question, on one line. */
function answer(asked: string): string {
  const question = readQuestion(asked);
  if (question === undefined) throw new Error(`not understood: ${asked}`);
  const texts = answersTo(question, AUDIT).map(({ text }) => text(10_000));
  return [...question.spelling, ...texts].join(' ').replace(/\s+/g, ' ');
}

/** What people ask of an address, and what the answer has to hold: a line for each question, the facts below it. */
const QUESTIONS = readFileSync('test/explain/address/questions.txt', 'utf8')
  .trim()
  .split('\n\n')
  .map((block) => {
    const [first = '', ...facts] = block.split('\n').map((line) => line.trim());
    const [asked = '', ...question] = first.split(' ');
    return [asked, question.join(' '), facts] as const;
  });

describe('what people ask of addresses', () => {
  it.each(QUESTIONS)('%s: %s', (asked, _question, facts) => {
    const text = answer(asked);
    for (const fact of facts) expect(text).toContain(fact);
  });

  it('every answer begins with the address, what kind it is and where that is laid down', () => {
    for (const [asked] of QUESTIONS) {
      const question = readQuestion(asked);
      if (question === undefined) throw new Error(asked);
      for (const { text } of answersTo(question, AUDIT))
        expect(text(80)).toMatch(/^\S+ — [^[\n]+ {2}\[RFC \d+[^\]\n]*\]\n\S/);
    }
  });

  it('no line is wider than was asked for, lines to copy apart', () => {
    for (const [asked] of QUESTIONS) {
      const question = readQuestion(asked);
      if (question === undefined) throw new Error(asked);
      for (const { text } of answersTo(question, AUDIT)) {
        const [prose = ''] = text(72).split('\nWhat would close it\n');
        expect(
          prose
            .split('\n')
            .slice(1)
            .filter((line) => line.length > 72),
        ).toEqual([]);
      }
    }
  });

  it('data says the same as text', () => {
    for (const [asked] of QUESTIONS) {
      const question = readQuestion(asked);
      if (question === undefined) throw new Error(asked);
      for (const { document } of answersTo(question, AUDIT))
        expect(document).toMatchObject({
          schema_version: 1,
          standards: expect.arrayContaining([expect.stringMatching(/^RFC \d/)]),
          here: { hostname: 'web-01' },
        });
    }
  });
});
