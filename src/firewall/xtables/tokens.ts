/** A word of an iptables-save line. A quoted word is never an option, whatever it starts with. */
export interface Token {
  readonly text: string;
  readonly quoted: boolean;
}

/**
 * Splits a line as iptables-restore does (xshared.c, add_param_to_argv): at blanks, outside of quotes; a backslash inside
 * quotes takes the next character as it is.
 */
export function tokenize(line: string): readonly Token[] {
  if (!line.includes('"') && !line.includes("'")) return plainWords(line);
  const tokens: Token[] = [];
  let text = '';
  let quoted = false;
  let quote: string | undefined;
  const end = () => {
    if (text !== '' || quoted) tokens.push({ text, quoted });
    text = '';
    quoted = false;
  };
  for (let i = 0; i < line.length; i++) {
    const character = line[i] ?? '';
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
      else if (character === '\\' && i + 1 < line.length) text += line[++i];
      else text += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      quoted = true;
    } else if (character === ' ' || character === '\t') {
      end();
    } else {
      text += character;
    }
  }
  end();
  return tokens;
}

function plainWords(line: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const text of line.split(' ')) {
    if (text === '') continue;
    if (!text.includes('\t')) tokens.push({ text, quoted: false });
    else for (const word of text.split('\t')) if (word !== '') tokens.push({ text: word, quoted: false });
  }
  return tokens;
}
