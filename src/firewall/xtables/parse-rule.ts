import { type Token, tokenize } from './tokens.js';

/** `--dport 22`, `! -s 10.0.0.0/8`. */
export interface Option {
  readonly name: string;
  readonly negated: boolean;
  readonly values: readonly string[];
}

/** A match (`-m state --state NEW`) or a target (`-j DNAT --to-destination …`) with its options. */
export interface Extension {
  readonly name: string;
  readonly options: readonly Option[];
}

/** A rule of iptables-save, taken apart. */
export interface XtRule {
  /** -s, -d, -i, -o, -p, -f, by their short names. */
  readonly base: readonly Option[];
  readonly matches: readonly Extension[];
  readonly target: (Extension & { readonly goto: boolean }) | undefined;
}

const BASE: Readonly<Record<string, string>> = {
  '-s': '-s',
  '--source': '-s',
  '--src': '-s',
  '-d': '-d',
  '--destination': '-d',
  '--dst': '-d',
  '-i': '-i',
  '--in-interface': '-i',
  '-o': '-o',
  '--out-interface': '-o',
  '-p': '-p',
  '--protocol': '-p',
  '--proto': '-p',
  '-f': '-f',
  '--fragment': '-f',
};
const MATCH = new Set(['-m', '--match']);
const TARGET: Readonly<Record<string, 'jump' | 'goto'>> = {
  '-j': 'jump',
  '--jump': 'jump',
  '-g': 'goto',
  '--goto': 'goto',
};
/** Packet counters inside a rule and the family markers of shared restore files. */
const IGNORED = new Set(['-c', '--set-counters', '-4', '--ipv4', '-6', '--ipv6']);

/**
 * Takes the words after `-A CHAIN` apart. Options belong to the match or target named last; a protocol given with -p brings
 * its match along. `!` stands before its option, in old dumps after it.
 */
export function parseRule(words: string): XtRule {
  const tokens = tokenize(words);
  const base: Option[] = [];
  const matches: { name: string; options: Option[] }[] = [];
  let target: { name: string; goto: boolean; options: Option[] } | undefined;
  let options: Option[] | undefined;
  let protocol: string | undefined;
  let negated = false;
  for (let i = 0; i < tokens.length; ) {
    const token = tokens[i++];
    if (token === undefined) break;
    if (isBang(token)) {
      negated = true;
      continue;
    }
    const values: string[] = [];
    for (
      let next = tokens[i];
      next !== undefined && !isOption(next) && !isBangBefore(tokens, i);
      next = tokens[++i]
    ) {
      if (isBang(next)) negated = true;
      else values.push(next.text);
    }
    const name = token.text;
    const short = Object.hasOwn(BASE, name) ? BASE[name] : undefined;
    const jump = Object.hasOwn(TARGET, name) ? TARGET[name] : undefined;
    if (short !== undefined && !token.quoted) {
      base.push({ name: short, negated, values });
      if (short === '-p') protocol = values[0];
    } else if (MATCH.has(name)) {
      options = [];
      matches.push({ name: values[0] ?? '', options });
    } else if (jump !== undefined) {
      options = [];
      target = { name: values[0] ?? '', goto: jump === 'goto', options };
    } else if (!IGNORED.has(name)) {
      if (options === undefined) {
        options = [];
        matches.push({ name: protocol ?? '', options });
      }
      options.push({ name, negated, values });
    }
    negated = false;
  }
  return { base, matches, target };
}

function isOption(token: Token): boolean {
  return !token.quoted && /^-[-a-zA-Z46]/.test(token.text);
}

function isBang(token: Token | undefined): boolean {
  return token !== undefined && !token.quoted && token.text === '!';
}

/** A `!` that belongs to the option after it, not to the one before. */
function isBangBefore(tokens: readonly Token[], at: number): boolean {
  const after = tokens[at + 1];
  return isBang(tokens[at]) && after !== undefined && isOption(after);
}
