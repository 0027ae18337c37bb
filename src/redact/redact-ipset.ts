import { quotedLines } from '../firewall/quoted-lines.js';
import { tokenize } from '../firewall/xtables/tokens.js';
import { addressWord, type Redactor, type Rewrite } from './redactor.js';

/** Words of `ipset save` behind which nothing of the host stands. */
const OPTION_VALUES = /^(?:[a-z]+:[a-z,:]+|inet6?|[\d.]+|0x[\da-f]+(?:\/0x[\da-f]+)?|\d+:\d+)$/;

/** The text of `ipset save`: names of sets, and members part by part. */
export function redactIpset(redactor: Redactor): Rewrite<string> {
  return (save) => {
    const sets = new Set([...save.matchAll(/^create (\S+)/gm)].map(([, name = '']) => name));
    return quotedLines(save)
      .map((line) => redactLine(line, sets, redactor))
      .join('\n');
  };
}

function redactLine(line: string, sets: ReadonlySet<string>, redactor: Redactor): string {
  const { names } = redactor;
  const [verb, name, third, ...rest] = tokenize(line);
  if (verb === undefined || name === undefined || third === undefined) return line;
  const isMember = verb.text === 'add';
  const member = isMember ? redactMember(third.text, sets, redactor) : third.text;
  let option = '';
  const options = rest.map(({ text, quoted }) => {
    const before = option;
    option = text;
    if (before === 'comment' && (quoted || isMember)) return JSON.stringify(names.text('comment', text));
    return (
      addressWord(text, redactor) ??
      (OPTION_VALUES.test(text) || /^[a-z]+$/.test(text) ? text : names.rule(text))
    );
  });
  return [verb.text, names.rule(name.text), member, ...options].join(' ');
}

/** "10.0.0.0/8,tcp:80", "10.0.0.1,eth0", "00:11:22:33:44:55", the name of another set. */
function redactMember(text: string, sets: ReadonlySet<string>, redactor: Redactor): string {
  const { names } = redactor;
  if (sets.has(text)) return names.rule(text);
  return text
    .split(',')
    .map((part) => {
      const address = addressWord(part, redactor);
      if (address !== undefined) return address;
      if (
        /^(?:[a-z\d-]+:)?(?:\d+(?:-\d+)?|[a-z-]+\/[a-z-]+|\d+\/\d+)$/.test(part) ||
        /^0x[\da-f]+$/.test(part)
      )
        return part;
      return part.startsWith('physdev:')
        ? `physdev:${names.interface(part.slice(8))}`
        : names.interface(part);
    })
    .join(',');
}
