import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REASON_VERDICTS } from '../src/explain/reasons.js';

const reachability = readFileSync('docs/reachability.md', 'utf8');

/** Headings of one depth, in order. */
function headings(markdown: string, marks: string): string[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith(`${marks} `))
    .map((line) => line.slice(marks.length + 1));
}

/** Targets of the links of a document that point into the project itself. */
function localLinks(markdown: string): string[] {
  const targets = [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '');
  return targets.filter((target) => !/^https?:/.test(target));
}

/** The anchor that GitHub gives a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

describe('docs/reachability.md', () => {
  it('has a section for every reason code, and no other', () => {
    expect(headings(reachability, '###').toSorted()).toEqual(Object.keys(REASON_VERDICTS).toSorted());
  });

  it('puts each code under its verdict', () => {
    const parts = reachability.split('\n## ').slice(1);
    const verdicts = parts.flatMap((part) => {
      const verdict = part.slice(0, part.indexOf('\n')).toLowerCase();
      return headings(part, '###').map((code) => [code, verdict]);
    });
    expect(Object.fromEntries(verdicts)).toEqual(REASON_VERDICTS);
  });

  it('says in every section what the code means, why, and what to do', () => {
    for (const section of reachability.split('\n### ').slice(1)) {
      expect(section).toMatch(/\*\*Means:\*\*.+\*\*Why:\*\*.+\*\*To do:\*\*/s);
    }
  });
});

describe('links of the documents', () => {
  const documents = ['README.md', 'CHANGELOG.md', ...readdirSync('docs').map((name) => `docs/${name}`)];

  it.each(documents.filter((name) => name.endsWith('.md')))(
    'of %s lead to files and sections that exist',
    (name) => {
      for (const link of localLinks(readFileSync(name, 'utf8'))) {
        const [path = '', section] = link.split('#');
        const target = path === '' ? name : new URL(path, `file:///${name}`).pathname.slice(1);
        const text = readFileSync(target, 'utf8');
        if (section === undefined) continue;
        const anchors = text
          .split('\n')
          .filter((line) => /^#+ /.test(line))
          .map((line) => anchor(line.replace(/^#+ /, '')));
        expect(anchors, `${name} links to ${link}`).toContain(section);
      }
    },
  );
});
