import type { TableFamily } from '../../model/ruleset.js';
import { DAY, type Domain, MARK, NAME } from '../domain.js';
import { fieldOf } from '../nft/field.js';
import {
  asArray,
  asObject,
  asString,
  asStrings,
  type Json,
  type JsonObject,
  soleEntry,
} from '../nft/json.js';
import { valueText } from './value-text.js';

/** The keys of `meta` that nft prints without that word. */
const BARE_META = new Set(['iif', 'oif', 'iifname', 'oifname', 'iifgroup', 'oifgroup']);

/** The left side of a match, or any expression inside of a statement, as nft prints it. */
export function expressionText(expression: Json, family: TableFamily): string {
  const entry = soleEntry(expression);
  if (entry === undefined)
    return asArray(expression) === undefined ? String(expression) : valueText(expression, undefined);
  const [kind, value] = entry;
  const body = asObject(value) ?? {};
  const part = (inner: Json) => expressionText(inner, family);
  switch (kind) {
    case 'payload':
      return body.protocol === undefined
        ? `@${body.base},${body.offset},${body.len}`
        : `${body.protocol} ${body.field}`;
    case 'meta': {
      const key = asString(body.key ?? value) ?? '';
      return BARE_META.has(key) ? key : `meta ${key}`;
    }
    case 'ct':
      return ['ct', body.dir, body.key].filter((word) => word !== undefined).join(' ');
    case 'fib':
      return `fib ${asStrings(body.flags).join(' . ')} ${body.result}`;
    case 'concat':
      return (asArray(value) ?? []).map(part).join(' . ');
    case '&':
    case '|':
    case '^':
    case '<<':
    case '>>':
      return arithmeticText(kind, asArray(value) ?? [], family);
    case 'map':
      return `${part(body.key)} map ${mapText(body, family)}`;
    case 'numgen':
      return `numgen ${body.mode} mod ${body.mod}${offsetText(body)}`;
    case 'jhash': {
      const seed = typeof body.seed === 'number' ? ` seed 0x${body.seed.toString(16)}` : '';
      return `jhash ${part(body.expr)} mod ${body.mod}${seed}${offsetText(body)}`;
    }
    case 'symhash':
      return `symhash mod ${body.mod}${offsetText(body)}`;
    case 'ipsec':
      return `ipsec ${body.dir} ${body.key}`;
    case 'osf':
    case 'rt':
    case 'socket':
      return `${kind} ${body.key}`;
    case 'exthdr':
      return body.field === undefined ? `exthdr ${body.name}` : `${body.name} ${body.field}`;
    case 'tcp option':
    case 'ip option':
    case 'sctp chunk':
      return body.field === undefined ? `${kind} ${body.name}` : `${kind} ${body.name} ${body.field}`;
    case 'prefix':
    case 'range':
      return valueText(expression, undefined);
    default:
      return JSON.stringify(expression);
  }
}

function offsetText(body: JsonObject): string {
  return body.offset === undefined || body.offset === 0 ? '' : ` offset ${body.offset}`;
}

function arithmeticText(operator: string, operands: readonly unknown[], family: TableFamily): string {
  const [left] = operands;
  const domain = domainOf(left, family);
  return operands
    .map((operand, index) => {
      if (index === 0) return expressionText(operand, family);
      const alternatives = asArray(asObject(operand)?.['|']);
      if (alternatives !== undefined)
        return `(${flatten(operand)
          .map((bit) => valueText(bit, domain))
          .join(' | ')})`;
      return asObject(operand) === undefined ? valueText(operand, domain) : expressionText(operand, family);
    })
    .join(` ${operator} `);
}

/** {"|": [{"|": [1, 2]}, 4]} → 1, 2, 4. */
function flatten(value: Json): readonly unknown[] {
  const parts = asArray(asObject(value)?.['|']);
  return parts === undefined ? [value] : parts.flatMap(flatten);
}

/** The domain that values compared with or assigned to this expression are printed in. */
export function domainOf(expression: Json, family: TableFamily): Domain | undefined {
  const [kind, value] = soleEntry(expression) ?? [];
  if (kind === '&' || kind === '|' || kind === '^') return domainOf(asArray(value)?.[0], family);
  const key = asString(asObject(value)?.key);
  if (kind === 'meta' && key === 'day') return DAY;
  if (kind === 'socket' && key === 'mark') return MARK;
  const quoted =
    (kind === 'meta' && (key === 'hour' || key === 'time')) ||
    (kind === 'ct' && key === 'helper') ||
    kind === 'osf';
  if (quoted) return NAME;
  const field = fieldOf(expression, family);
  return field.selector.on === 'unknown' ? undefined : field.domain;
}

/** `@name`, or the elements of an anonymous set in braces, for keys as `key` has them. */
export function setText(reference: Json, key: Json, family: TableFamily): string {
  const list = asArray(asObject(reference)?.set);
  if (list === undefined) return String(reference);
  return `{ ${list.map((element) => keyText(element, key, family)).join(', ')} }`;
}

/** A key of a set: for a concatenation every part in the domain of its own. */
export function keyText(value: Json, key: Json, family: TableFamily): string {
  const parts = asArray(asObject(value)?.concat);
  const fields = asArray(asObject(key)?.concat);
  if (parts === undefined) return valueText(value, domainOf(key, family));
  return parts.map((part, index) => valueText(part, fields && domainOf(fields[index], family))).join(' . ');
}

/** The data of {"map": {key, data}}: `@name` or `{ key : datum, … }`. */
export function mapText(
  body: JsonObject,
  family: TableFamily,
  datum: (data: Json) => string = datumText,
): string {
  const list = asArray(asObject(body.data)?.set);
  if (list === undefined) return String(body.data);
  const entries = list.map((element) => {
    const [key, data] = asArray(element) ?? [];
    return `${keyText(key, body.key, family)} : ${datum(data)}`;
  });
  return `{ ${entries.join(', ')} }`;
}

function datumText(data: Json): string {
  const parts = asArray(asObject(data)?.concat);
  return parts === undefined
    ? valueText(data, undefined)
    : parts.map((part) => valueText(part, undefined)).join(' . ');
}
