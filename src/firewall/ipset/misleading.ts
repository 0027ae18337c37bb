/** A line of `ipset save`, whole: a set with its options, or a member with what is beside it. */
const LINE = new RegExp(
  [
    String.raw`create ([^\s"']+) [a-z]+:[a-z,]+(?: (?:counters|comment|skbinfo|forceadd)| [a-z]+ (?:inet6?|[\dA-Fa-fx.:/-]+))+`,
    String.raw`add [^\s"']+ [^\s"']+(?: nomatch| wildcard| (?:timeout|packets|bytes|skbqueue) \d+| skbmark 0x[\da-f]+(?:/0x[\da-f]+)?| skbprio [\da-f]+:[\da-f]+| comment "[^"]*")*`,
  ]
    .map((line) => `(?:${line})`)
    .join('|')
    .replace(/^(.*)$/s, String.raw`(?:$1)[ \t]*(?:\n+|$)`),
  'y',
);

/**
 * Whether the text of `ipset save` may say something else than what the sets hold. Names of sets may have blanks, quotes and ends of
 * lines in them, which it prints as they are: the rest of such a name looks like a set or a member of its own.
 */
export function isMisleading(save: string): boolean {
  const names = new Set<string>();
  LINE.lastIndex = 0;
  while (LINE.lastIndex < save.length) {
    const line = LINE.exec(save);
    if (line === null) return true;
    const [, name] = line;
    if (name === undefined) continue;
    if (names.has(name)) return true;
    names.add(name);
  }
  return false;
}
