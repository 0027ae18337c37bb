import type { Json } from './json.js';
import { NotUnderstood, type TextTokens } from './text-tokens.js';

const HEADERS = new Set([
  'ip',
  'ip6',
  'tcp',
  'udp',
  'udplite',
  'sctp',
  'dccp',
  'th',
  'icmp',
  'icmpv6',
  'ether',
]);
const BARE_META = new Set(['iif', 'oif', 'iifname', 'oifname', 'iifgroup', 'oifgroup']);
const OPERATORS = new Set(['==', '!=', '<', '>', '<=', '>=', '!']);

/** Fields whose values are flags: without an operator their match asks for any of them. */
const FLAGS = /^(tcp flags|ct (state|status))$/;

/** The left side of a match as the expression that JSON would have: one field or several with dots between. */
export function parseKey(tokens: TextTokens): Json {
  const parts = [parseField(tokens)];
  while (tokens.take('.')) parts.push(parseField(tokens));
  return parts.length === 1 ? parts[0] : { concat: parts };
}

function parseField(tokens: TextTokens): Json {
  const word = tokens.next();
  if (BARE_META.has(word)) return { meta: { key: word } };
  if (word === 'meta') return { meta: { key: tokens.next() } };
  if (word === 'ct') return parseCt(tokens);
  if (word === 'fib') return parseFib(tokens);
  if (HEADERS.has(word)) return { payload: { protocol: word, field: tokens.next() } };
  throw new NotUnderstood(`field ${word}`);
}

function parseCt(tokens: TextTokens): Json {
  const word = tokens.next();
  if (word !== 'original' && word !== 'reply') return { ct: { key: word } };
  const key = tokens.next();
  return { ct: { key: key === 'ip' || key === 'ip6' ? `${key} ${tokens.next()}` : key, dir: word } };
}

function parseFib(tokens: TextTokens): Json {
  const flags = [tokens.next()];
  while (tokens.take('.')) flags.push(tokens.next());
  return { fib: { flags, result: tokens.next() } };
}

/** A match: `tcp dport != { 22, 80 }`, `ct state established,related`, `ct mark & 0xff == 0x10`. */
export function parseMatch(tokens: TextTokens, left: Json, keyText: string): Json {
  if (tokens.take('&')) {
    const masked = { '&': [left, parseMask(tokens)] };
    const op = tokens.next();
    if (!OPERATORS.has(op)) throw new NotUnderstood(`operator ${op}`);
    return { match: { op, left: masked, right: parseRight(tokens) } };
  }
  const stated = OPERATORS.has(tokens.peek() ?? '') ? tokens.next() : undefined;
  const right = parseRight(tokens);
  // `tcp flags syn / fin,syn,rst,ack`: of these flags exactly syn.
  if (tokens.take('/'))
    return { match: { op: stated ?? '==', left: { '&': [left, parseRight(tokens)] }, right } };
  const implied = FLAGS.test(keyText) && !isSet(right) ? 'in' : '==';
  return { match: { op: stated ?? implied, left, right } };
}

function isSet(right: Json): boolean {
  return typeof right === 'object' && right !== null && 'set' in right;
}

function parseMask(tokens: TextTokens): Json {
  if (!tokens.take('(')) return parseValue(tokens.next());
  const bits = [parseValue(tokens.next())];
  while (tokens.take('|')) bits.push(parseValue(tokens.next()));
  tokens.expect(')');
  return { '|': bits };
}

/** `@set`, `{ … }`, flags with commas or bars between, or one value. */
export function parseRight(tokens: TextTokens): Json {
  if (tokens.take('{')) return { set: parseList(tokens, () => parseTuple(tokens)) };
  const values = [parseValue(tokens.next())];
  if (tokens.peek() === '|') {
    while (tokens.take('|')) values.push(parseValue(tokens.next()));
    return { '|': values };
  }
  while (tokens.take(',')) values.push(parseValue(tokens.next()));
  return values.length === 1 ? values[0] : values;
}

/** Elements up to the closing brace. */
export function parseList<T>(tokens: TextTokens, parseElement: () => T): readonly T[] {
  const elements: T[] = [];
  while (!tokens.take('}')) {
    while (tokens.take('\n'));
    elements.push(parseElement());
    while (tokens.take('\n'));
    if (!tokens.take(',') && tokens.peek() !== '}') throw new NotUnderstood(`${tokens.peek()} in a set`);
  }
  return elements;
}

/** A key of a set or map: one value, or several with dots between. */
export function parseTuple(tokens: TextTokens): Json {
  const parts = [parseValue(tokens.next())];
  while (tokens.take('.')) parts.push(parseValue(tokens.next()));
  return parts.length === 1 ? parts[0] : { concat: parts };
}

/** Two numbers or addresses; names have dashes too. */
const RANGE = /^([\da-f.:]*\d[\da-f.:]*)-([\da-f.:]*\d[\da-f.:]*)$/i;
const PREFIX = /^([\da-f.:]+)\/(\d+)$/i;

function parseValue(word: string): Json {
  if (word.startsWith('"')) return word.slice(1, -1);
  if (word === 'exists' || word === 'missing') return word === 'exists';
  const [, addr, length] = PREFIX.exec(word) ?? [];
  if (addr !== undefined) return { prefix: { addr, len: Number(length) } };
  const [, first, last] = RANGE.exec(word) ?? [];
  if (first !== undefined) return { range: [first, last] };
  return /^[\w.:*@-]+$/.test(word) ? word : raise(word);
}

function raise(word: string): never {
  throw new NotUnderstood(`value ${word}`);
}
