import type { MarkValue, Match } from '../../model/ruleset.js';
import { MARK, readScalar } from '../domain.js';
import { fieldOf } from './field.js';
import { asArray, asObject, asString, type Json, soleEntry } from './json.js';
import { type ExpressionContext, keySelectors } from './match-statement.js';

type Bits = Extract<MarkValue, { kind: 'bits' }>;

/**
 * What `meta mark set …` and `ct mark set …` assign: a number, a mark with bits masked out, put in or toggled, or the
 * datum of a map. `guards` are what a map's key needs to be loaded.
 */
export function readMarkValue(
  value: Json,
  context: ExpressionContext,
): { readonly value: MarkValue; readonly guards: readonly Match[] } {
  const bits = readBits(value);
  if (bits !== undefined) return { value: bits, guards: [] };
  const map = asObject(asObject(value)?.map);
  if (map !== undefined) {
    const parts = asArray(asObject(map.key)?.concat) ?? [map.key];
    const fields = parts.map((part) => fieldOf(part, context.family));
    const keys = keySelectors(fields);
    const domains = fields.map((field) => field.domain);
    const content = keys && context.sets.map(map.data, domains, readMark);
    if (keys !== undefined && content !== undefined)
      return { value: { kind: 'map', keys, map: content }, guards: fields.flatMap((field) => field.guards) };
  }
  return { value: { kind: 'unknown', text: JSON.stringify(value) }, guards: [] };
}

function readMark(value: Json): number | undefined {
  const mark = readScalar(MARK, value);
  return typeof mark === 'number' ? mark : undefined;
}

/** Follows `&`, `|` and `^` with constants on a mark: each keeps the form (base & and) ^ xor. */
function readBits(value: Json): Bits | undefined {
  const constant = readMark(value);
  if (constant !== undefined) return { kind: 'bits', base: 'mark', and: 0, xor: constant };
  const [operator, body] = soleEntry(value) ?? [];
  if (operator === 'meta' || operator === 'ct') {
    if (asString(asObject(body)?.key) !== 'mark') return undefined;
    return { kind: 'bits', base: operator === 'ct' ? 'ctmark' : 'mark', and: 0xffffffff, xor: 0 };
  }
  const [first, ...rest] = asArray(body) ?? [];
  let bits = operator === '&' || operator === '|' || operator === '^' ? readBits(first) : undefined;
  for (const operand of rest) {
    const mask = readMark(operand);
    if (bits === undefined || mask === undefined) return undefined;
    bits = combine(bits, operator, mask);
  }
  return bits;
}

function combine(bits: Bits, operator: string | undefined, mask: number): Bits {
  if (operator === '&') return { ...bits, and: (bits.and & mask) >>> 0, xor: (bits.xor & mask) >>> 0 };
  if (operator === '^') return { ...bits, xor: (bits.xor ^ mask) >>> 0 };
  return { ...bits, and: (bits.and & ~mask) >>> 0, xor: ((bits.xor & ~mask) | mask) >>> 0 };
}
