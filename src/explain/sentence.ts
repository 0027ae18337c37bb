/** "the internet" → "The internet". */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Ends a text as a sentence, unless it ends as one. */
export function fullStop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Joins words as a sentence does: "a", "a and b", "a, b and c". */
export function joinWords(words: readonly string[], last = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** The first `limit` of a list and how many more there are: "a, b, c and 4 more ranges"; without a noun "and 4 more". */
export function firstFew(words: readonly string[], limit: number, noun: string, last = 'and'): string {
  if (words.length <= limit) return joinWords(words, last);
  const more = words.length - limit;
  const shown = `${words.slice(0, limit).join(', ')} ${last} ${more} more`;
  if (noun === '') return shown;
  const plural = noun.endsWith('s') ? 'es' : 's';
  return `${shown} ${noun}${more === 1 ? '' : plural}`;
}
