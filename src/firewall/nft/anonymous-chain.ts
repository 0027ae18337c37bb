import type { Json } from './json.js';
import { parseKey, parseList, parseMatch, parseRight, parseTuple } from './text-expressions.js';
import { NotUnderstood, TextTokens } from './text-tokens.js';

/** `jump { … }`: a chain without a name, which JSON holds as text. */
export interface AnonymousChain {
  readonly verdict: 'jump' | 'goto';
  /** One list of statements a rule, as JSON would have them; nested anonymous chains stay text. */
  readonly rules: readonly (readonly Json[])[];
}

/**
 * Parses nft's text of an anonymous chain, from `jump` or `goto` to the closing brace. Undefined when it is cut off (nft
 * does so after 1024 bytes) or holds anything beyond matches, verdicts, maps of verdicts, counters, logs, limits and
 * rejects: then nothing is known of it.
 */
export function parseAnonymousChain(text: string): AnonymousChain | undefined {
  const tokens = new TextTokens(text);
  try {
    const verdict = tokens.next();
    if (verdict !== 'jump' && verdict !== 'goto') return undefined;
    tokens.expect('{');
    const rules = parseRules(tokens);
    return tokens.peek() === undefined ? { verdict, rules } : undefined;
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}

function parseRules(tokens: TextTokens): readonly (readonly Json[])[] {
  const rules: (readonly Json[])[] = [];
  for (tokens.skipLineEnds(); !tokens.take('}'); tokens.skipLineEnds()) rules.push(parseRule(tokens));
  return rules;
}

function parseRule(tokens: TextTokens): readonly Json[] {
  const statements: Json[] = [];
  for (let word = tokens.peek(); !endsRule(word); word = tokens.peek()) {
    if (word === undefined) throw new NotUnderstood('the text ends in a rule');
    const statement = parseStatement(tokens);
    if (statement !== undefined) statements.push(statement);
  }
  return statements;
}

function endsRule(word: string | undefined): boolean {
  return word === '\n' || word === ';' || word === '}';
}

/** One statement; undefined for a comment. */
function parseStatement(tokens: TextTokens): Json | undefined {
  const word = tokens.peek();
  switch (word) {
    case 'accept':
    case 'drop':
    case 'return':
    case 'continue':
      return { [tokens.next()]: null };
    case 'jump':
    case 'goto':
      return parseTransfer(tokens);
    case 'counter':
      tokens.next();
      if (tokens.take('packets')) skip(tokens, 3);
      return { counter: null };
    case 'comment':
      skip(tokens, 2);
      return undefined;
    case 'log':
    case 'reject':
      return parseToRuleEnd(tokens);
    case 'limit':
      return parseLimit(tokens);
    default:
      return parseComparison(tokens);
  }
}

function parseTransfer(tokens: TextTokens): Json {
  const kind = tokens.next();
  if (tokens.peek() === '{') throw new NotUnderstood('nested anonymous chain');
  return { [kind]: { target: tokens.next() } };
}

function skip(tokens: TextTokens, words: number): void {
  for (let i = 0; i < words; i++) tokens.next();
}

/** Words that may follow `log` and the verdicts that may follow it. */
const AFTER_LOG = new Set(['accept', 'drop', 'return', 'jump', 'goto', 'reject', 'counter', 'comment']);

/** `log prefix "x" level info`, `reject with tcp reset`: up to the next statement; only what it answers with matters. */
function parseToRuleEnd(tokens: TextTokens): Json {
  const kind = tokens.next();
  const words: string[] = [];
  for (let word = tokens.peek(); !endsRule(word) && !AFTER_LOG.has(word ?? ''); word = tokens.peek())
    words.push(tokens.next());
  if (kind === 'log') return { log: null };
  const [, type, code] = words;
  if (type === undefined) return { reject: null };
  return {
    reject: type === 'tcp' ? { type: 'tcp reset' } : { type, expr: code === 'type' ? words[3] : code },
  };
}

/** `limit rate [over] 10/second [burst 5 packets]`. */
function parseLimit(tokens: TextTokens): Json {
  tokens.next();
  tokens.expect('rate');
  const inv = tokens.take('over');
  const [rate, per] = tokens.next().split('/');
  const limit = { rate: Number(rate), per, inv };
  if (!tokens.take('burst')) return { limit };
  const burst = Number(tokens.next());
  tokens.next();
  return { limit: { ...limit, burst } };
}

function parseComparison(tokens: TextTokens): Json {
  const keyText = `${tokens.peek()} ${tokens.peek(1)}`;
  const key = parseKey(tokens);
  if (tokens.take('set')) return { mangle: { key, value: parseRight(tokens) } };
  if (!tokens.take('vmap')) return parseMatch(tokens, key, keyText);
  if (!tokens.take('{')) return { vmap: { key, data: tokens.next() } };
  const entries = parseList(tokens, () => {
    const value = parseTuple(tokens);
    tokens.expect(':');
    return [value, parseStatement(tokens)];
  });
  return { vmap: { key, data: { set: entries } } };
}
