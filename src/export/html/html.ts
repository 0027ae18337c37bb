import { clip } from '../clip.js';
import { escapeText } from '../escape-text.js';

/** Characters of one value that are written: no text of a system may make a report that cannot be opened. */
const LONGEST = 2000;

/** Markup that is safe to write: made by `html` alone, from templates of this program with all else escaped. */
export interface Html {
  readonly markup: string;
}

export type Content = Html | string | number | undefined | false | readonly Content[];

/**
 * A template whose values are text, in an element or in a quoted attribute: controls and invisible characters become
 * visible escapes, what is very long is cut, and what HTML would take for markup becomes a reference. `Html` goes in as it is, lists one after the other,
 * undefined and false leave nothing.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  let markup = strings[0] ?? '';
  values.forEach((value, index) => {
    markup += markupOf(value) + (strings[index + 1] ?? '');
  });
  return { markup };
}

/** Text that is part of this program, such as its style sheet. Nothing that was read from a system may come here. */
export function trusted(markup: string): Html {
  return { markup };
}

function markupOf(value: Content): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'object') return isHtml(value) ? value.markup : value.map(markupOf).join('');
  return escapeText(clip(String(value), LONGEST)).replace(
    /[&<>"']/g,
    (character) => REFERENCES[character] ?? '',
  );
}

function isHtml(value: Html | readonly Content[]): value is Html {
  return 'markup' in value;
}

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
