import type { Section } from '../explain/address/section.js';
import { escapeText } from './escape-text.js';
import { wrap } from './wrap.js';

interface Headed {
  readonly title: string;
  readonly standards: readonly string[];
  readonly summary: string;
}

/** An explanation of `subject` (an address, a network) as text of `width` columns. */
export function explanationText(
  subject: string,
  { title, standards, summary }: Headed,
  sections: readonly Section[],
  width: number,
): string {
  const lines = [
    escapeText(`${subject} — ${title}  [${standards.join(', ')}]`),
    ...wrap(escapeText(summary), width),
  ];
  for (const section of sections) {
    lines.push('', section.title);
    for (const line of section.lines) {
      const text = escapeText(line);
      const parts = section.isVerbatim ? [text] : wrap(text, width - 2, '  ');
      lines.push(...parts.map((part) => `  ${part}`));
    }
  }
  return `${lines.join('\n')}\n`;
}
