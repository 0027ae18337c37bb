import type { NamePattern, ValueSet } from '../../model/element-set.js';
import type { Bound } from '../../net/address-set.js';
import { prefixSet } from '../../net/cidr.js';
import { type Domain, endOf, readScalar } from '../domain.js';
import { ANY_VALUE, addressesOf, namesOf, numbersOf, oneNumber, type Span } from '../value-sets.js';
import { asArray, asNumber, asObject, type Json } from './json.js';

/** A number, an address, or flags that are summed: `[1, 2]` and {"|": [1, 2]} are 3. Undefined when it is none. */
export function readFlags(domain: Domain, value: Json): Bound | undefined {
  const parts = asArray(value) ?? asArray(asObject(value)?.['|']);
  if (parts === undefined) return readScalar(domain, value);
  let sum = 0;
  for (const part of parts) {
    const bits = readFlags(domain, part);
    if (typeof bits !== 'number') return undefined;
    sum = (sum | bits) >>> 0;
  }
  return sum;
}

/** One value, {"prefix": …} or {"range": …} as a span; undefined when it is none of `domain`. */
export function readSpan(domain: Domain, value: Json): Span | undefined {
  if (domain.kind === 'name') return undefined;
  const object = asObject(value);
  if (object?.range !== undefined) return readRange(domain, asArray(object.range));
  if (object?.prefix !== undefined) return readPrefix(domain, object.prefix);
  const scalar = readFlags(domain, value);
  return scalar === undefined ? undefined : [scalar, next(scalar)];
}

function readRange(domain: Domain, ends: readonly unknown[] | undefined): Span | undefined {
  const first = readScalar(domain, ends?.[0]);
  const last = readScalar(domain, ends?.[1]);
  return first === undefined || last === undefined ? undefined : [first, next(last)];
}

function readPrefix(domain: Domain, value: Json): Span | undefined {
  const prefix = asObject(value);
  const address = readScalar(domain, prefix?.addr);
  const length = asNumber(prefix?.len);
  if (address === undefined || length === undefined || length < 0) return undefined;
  if (domain.kind === 'address') {
    if (length > (domain.family === 'ipv4' ? 32 : 128)) return undefined;
    const [start, end] = prefixSet(domain.family, address, length).bounds;
    return start === undefined || end === undefined ? undefined : [start, end];
  }
  const block = Number(endOf(domain)) / 2 ** length;
  const start = Math.floor(Number(address) / block) * block;
  return [start, start + block];
}

/** One past `value`. */
export function next(value: Bound): Bound {
  return typeof value === 'bigint' ? value + 1n : value + 1;
}

/** An interface name as nft prints it: a trailing `*` is a wildcard, `\*` an asterisk. */
export function readName(value: Json): NamePattern | undefined {
  if (typeof value !== 'string') return undefined;
  if (value.endsWith('\\*')) return { text: `${value.slice(0, -2)}*`, prefix: false };
  if (value.endsWith('*')) return { text: value.slice(0, -1), prefix: true };
  return { text: value, prefix: false };
}

/** One value of a set or of the right side of a match: scalar, prefix, range, flags, or `*` for everything. */
export function readValue(domain: Domain, value: Json): ValueSet | undefined {
  if (typeof value === 'number' && domain.kind === 'number' && domain.swapped !== true)
    return value >= 0 && value < domain.end ? oneNumber(value) : undefined;
  if (value === '*') return ANY_VALUE;
  if (domain.kind === 'name') {
    const name = readName(value);
    return name === undefined ? undefined : namesOf([name]);
  }
  const span = readSpan(domain, value);
  if (span === undefined) return undefined;
  // One interval is a set in its one form already.
  if (domain.kind === 'address' && span[0] < span[1])
    return { kind: 'addresses', set: { family: domain.family, bounds: span } };
  return spansIn(domain, [span]);
}

/** The spans as a ValueSet of `domain`; names have none. */
export function spansIn(domain: Domain, spans: readonly Span[]): ValueSet {
  if (domain.kind === 'address') return addressesOf(domain.family, spans);
  return numbersOf(spans.map(([start, end]) => [Number(start), Number(end)] as const));
}
