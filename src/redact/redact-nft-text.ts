import { addressWord, type Redactor, type Rewrite } from './redactor.js';
import { NFT_SYMBOLS } from './vocabulary.js';

/** Words before the name of an object. */
const BEFORE_NAME = new Set([
  ...[
    'chain',
    'set',
    'map',
    'flowtable',
    'jump',
    'goto',
    'counter',
    'quota',
    'limit',
    'helper',
    'timeout',
    'expectation',
  ],
  ...['secmark', 'synproxy', 'meter', 'name'],
]);
const BEFORE_INTERFACE =
  /^(?:[io]if(?:name)?|[io]br(?:idge)?(?:if)?name|ibrname|obrname|sdif(?:name)?|device|devices|to)$/;

/** The text of `nft list table`: what is in quotation marks, names where the grammar wants one, and addresses. */
export function redactNftText(redactor: Redactor): Rewrite<string> {
  const { names } = redactor;
  return (text) => {
    const words: string[] = [];
    return text.replace(/"(?:\\.|[^"\\])*"|[{}(),;]|[^\s{}(),;"]+/g, (word) => {
      const [second, first] = [words.at(-2), words.at(-1)];
      words.push(word);
      if (word.startsWith('"')) return `"${redactQuoted(word.slice(1, -1), words, redactor)}"`;
      if (word.startsWith('@') && !/^@(?:ll|nh|th|ih)$/.test(word)) return `@${names.rule(word.slice(1))}`;
      const isName = second === 'table' || (first !== undefined && BEFORE_NAME.has(first));
      if (
        isName &&
        /^[a-zA-Z/\\_][\w/\\.-]*$/.test(word) &&
        !/^(?:packets|bytes|rate|over|until|name)$/.test(word)
      )
        return names.rule(word);
      return addressWord(word, redactor) ?? word;
    });
  };
}

function redactQuoted(text: string, words: readonly string[], { names }: Redactor): string {
  const before =
    words.findLast((word) => /^[a-z]+$/.test(word) && !['is', 'vmap', 'ne', 'eq'].includes(word)) ?? '';
  if (before === 'comment') return names.text('comment', text);
  if (before === 'name') return names.rule(text);
  if (before === 'prefix') return names.text('log', text);
  if (NFT_SYMBOLS.has(text) || /^(?:\d{4}-\d\d-\d\d|\d\d:\d\d)/.test(text)) return text;
  if (BEFORE_INTERFACE.test(before) || before === 'elements') return names.interface(text);
  return text.includes('/') ? names.unit(text) : names.interface(text);
}
