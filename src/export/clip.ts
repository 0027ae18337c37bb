/**
 * The first `limit` characters of a text, and how many more there are: a rule may name thousands of addresses, and a name may be
 * as long as whoever gave it liked.
 */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // Not between the halves of a surrogate pair.
  const end = /[\ud800-\udbff]/.test(text.charAt(limit - 1)) ? limit - 1 : limit;
  const more = text.length - end;
  return `${text.slice(0, end)}… (${more} more ${more === 1 ? 'character' : 'characters'})`;
}
