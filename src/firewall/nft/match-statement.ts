import type { Match, Selector, TableFamily, Undecided } from '../../model/ruleset.js';
import type { Bound } from '../../net/address-set.js';
import { endOf, readScalar } from '../domain.js';
import { freeBitsOf, numbersOf, type Span, unmask } from '../value-sets.js';
import { type Field, fieldOf } from './field.js';
import { asArray, asObject, asString, type Json, type JsonObject } from './json.js';
import { fibField } from './meta-fields.js';
import { ordinaryOutcome } from './ordinary-client.js';
import { isSetReference, type SetsOfTable } from './sets.js';
import { next, readFlags, readSpan, readValue, spansIn } from './values.js';

/** What a rule's expressions are read with. */
export interface ExpressionContext {
  readonly family: TableFamily;
  readonly sets: SetsOfTable;
  /** nft's text of a statement, for what stays unknown. */
  readonly describe: (statement: Json) => string;
}

/**
 * Translates {"match": {op, left, right}} into matches that all have to hold: first what guards the left side, then the
 * comparison itself. What the model has no words for becomes an unknown match with its text.
 */
export function translateMatch(body: JsonObject, context: ExpressionContext): readonly Match[] {
  const concat = asArray(asObject(body.left)?.concat);
  if (concat !== undefined) {
    const fields = concat.map((part) => fieldOf(part, context.family));
    const guards = fields.flatMap((field) => field.guards);
    return [...guards, lookup(fields, body, context) ?? unknownMatch(fields, body, context)];
  }
  const field = leftField(body, context);
  const known = field.selector.on === 'unknown' ? undefined : compare(field, body, context);
  const match = known ?? unknownMatch([field], body, context);
  return field.guards.length === 0 ? [match] : [...field.guards, match];
}

function unknownMatch(fields: readonly Field[], body: JsonObject, context: ExpressionContext): Match {
  const code = codeOf(fields);
  const text = context.describe({ match: body });
  const ordinary = code === 'client-chosen' ? ordinaryOutcome(body) : undefined;
  return { kind: 'unknown', why: ordinary === undefined ? { code, text } : { code, text, ordinary } };
}

function leftField(body: JsonObject, context: ExpressionContext): Field {
  const fib = typeof body.right === 'boolean' ? asObject(asObject(body.left)?.fib) : undefined;
  const result = asString(fib?.result);
  if (fib !== undefined && result !== undefined) {
    const flags = asArray(fib.flags)?.map(String) ?? [String(fib.flags)];
    const field = fibField(result, flags, 'existence');
    if (field !== undefined) return field;
  }
  return fieldOf(body.left, context.family);
}

function codeOf(fields: readonly Field[]): Undecided['code'] {
  for (const { selector } of fields) if (selector.on === 'unknown') return selector.why.code;
  return 'unknown-match';
}

function compare(field: Field, body: JsonObject, context: ExpressionContext): Match | undefined {
  const operator = asString(body.op) ?? '==';
  if (isSetReference(body.right)) return lookup([field], body, context);
  switch (operator) {
    case 'in':
      return bits(field, body.right, 'any');
    case '!':
      return bits(field, body.right, 'none');
    case '==':
    case '!=':
      return equal(field, body.right, operator === '!=');
    default:
      return ordered(field, operator, body.right);
  }
}

/** `in` and `!`: (value & bits) != 0 or == 0. */
function bits(field: Field, right: Json, test: 'any' | 'none'): Match | undefined {
  const wanted = readFlags(field.domain, right);
  if (typeof wanted !== 'number' || field.domain.kind !== 'number') return undefined;
  const mask = field.mask === undefined ? wanted : (wanted & Number(field.mask)) >>> 0;
  return { kind: 'bits', selector: field.selector, mask, test };
}

function equal(field: Field, right: Json, negated: boolean): Match | undefined {
  if (field.mask === undefined) {
    if (field.selector.on === 'fragment-offset') return undefined;
    const values = readValue(field.domain, right);
    return values && { kind: 'in', selector: field.selector, values, negated };
  }
  const span = readSpan(field.domain, right);
  return span && masked(field, field.mask, [span], negated);
}

/** <, <=, >, >=: everything up to the right side, or from it on. */
function ordered(field: Field, operator: string, right: Json): Match | undefined {
  const value = readScalar(field.domain, right) ?? readFlags(field.domain, right);
  const end = endOf(field.domain);
  if (value === undefined || end === undefined) return undefined;
  const zero: Bound = typeof value === 'bigint' ? 0n : 0;
  const spans: Readonly<Record<string, Span>> = {
    '<': [zero, value],
    '<=': [zero, next(value)],
    '>': [next(value), end],
    '>=': [value, end],
  };
  const span = Object.hasOwn(spans, operator) ? spans[operator] : undefined;
  if (span === undefined) return undefined;
  if (field.mask !== undefined) return masked(field, field.mask, [span], false);
  const values = spansIn(field.domain, [span]);
  return { kind: 'in', selector: field.selector, values, negated: false };
}

/** Comparison of (value & mask). Masks of leading ones, and ports, are turned into plain sets of values. */
function masked(field: Field, mask: Bound, spans: readonly Span[], negated: boolean): Match | undefined {
  const { selector, domain } = field;
  if (domain.kind === 'address') {
    const freeBits = freeBitsOf(domain.family, mask);
    if (freeBits !== undefined)
      return { kind: 'in', selector, values: spansIn(domain, unmask(spans, freeBits)), negated };
  } else if (selector.on === 'sport' || selector.on === 'dport') {
    return { kind: 'in', selector, values: portsUnder(Number(mask), spans), negated };
  }
  const narrowed = withMask(selector, mask);
  return narrowed && { kind: 'in', selector: narrowed, values: spansIn(domain, spans), negated };
}

function portsUnder(mask: number, spans: readonly Span[]) {
  const ports: [number, number][] = [];
  for (let port = 0; port < 65_536; port++) {
    const value = port & mask;
    if (spans.some(([start, end]) => value >= start && value < end)) ports.push([port, port + 1]);
  }
  return numbersOf(ports);
}

function withMask(selector: Selector, mask: Bound): Selector | undefined {
  switch (selector.on) {
    case 'saddr':
    case 'daddr':
    case 'original-saddr':
    case 'original-daddr':
      return { ...selector, mask };
    case 'fragment-offset':
      // The field also holds DF, which ordinary packets set; the rest is zero in what is no fragment.
      return (Number(mask) & 0x4000) === 0 ? { ...selector, mask: Number(mask) } : undefined;
    case 'mark':
    case 'ctmark':
    case 'ctstate':
    case 'ctstatus':
    case 'ctzone':
    case 'tcpflags':
    case 'iifgroup':
    case 'oifgroup':
    case 'dscp':
    case 'ttl':
    case 'l4proto':
      return { ...selector, mask: Number(mask) };
    default:
      return undefined;
  }
}

function lookup(fields: readonly Field[], body: JsonObject, context: ExpressionContext): Match | undefined {
  if (fields.some((field) => field.selector.on === 'unknown')) return undefined;
  const keys = keySelectors(fields);
  const negated = body.op === '!=';
  const domains = fields.map((field) => field.domain);
  const reference = isSetReference(body.right) ? body.right : { set: [body.right] };
  const set = context.sets.set(reference, domains);
  if (keys === undefined || set === undefined) return undefined;
  const [key] = keys;
  const [only] = set.elements;
  const plain =
    keys.length === 1 &&
    set.elements.length === 1 &&
    set.certainty === 'static' &&
    only?.undecided === undefined;
  const values = only?.key[0];
  // A fixed set of one dimension is no more than its values.
  if (plain && key !== undefined && values !== undefined)
    return { kind: 'in', selector: key, values, negated };
  return { kind: 'lookup', keys, set, negated };
}

/**
 * What a map is asked for: the selectors of its key, or a number that the kernel draws or hashes, which may lead to any of
 * its elements (`numgen random mod 2 map { 0 : …, 1 : … }`).
 */
export function mapKeys(fields: readonly Field[], text: string): readonly Selector[] | undefined {
  const [field] = fields;
  if (fields.length === 1 && field?.selector.on === 'unknown' && field.selector.why.code === 'random')
    return [{ on: 'unknown', why: { code: 'random', text } }];
  return keySelectors(fields);
}

/** The selectors of a key, each with its mask. Undefined when a mask cannot be expressed. */
export function keySelectors(fields: readonly Field[]): readonly Selector[] | undefined {
  const selectors: Selector[] = [];
  for (const { selector, mask } of fields) {
    const whole = mask === undefined ? selector : withMask(selector, mask);
    if (whole === undefined || whole.on === 'unknown') return undefined;
    selectors.push(whole);
  }
  return selectors;
}
