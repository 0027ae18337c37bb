import { type Domain, type NumberDomain, PORT, readScalar } from '../domain.js';
import { asArray, asObject, type Json } from '../nft/json.js';

/** How one statement inside a set element is written; given by the caller, since statements contain values. */
export type WriteStatement = (statement: Json) => string;

/** A value as nft prints it for a field of `domain`: numbers by their names, marks in hexadecimal, names in quotes. */
export function valueText(value: Json, domain: Domain | undefined): string {
  const object = asObject(value);
  if (object !== undefined) {
    const prefix = asObject(object.prefix);
    if (prefix !== undefined) return `${valueText(prefix.addr, domain)}/${prefix.len}`;
    const range = asArray(object.range);
    if (range !== undefined) return range.map((end) => valueText(end, domain)).join('-');
    const bits = asArray(object['|']);
    if (bits !== undefined) return bits.map((bit) => valueText(bit, domain)).join(' | ');
    const map = asObject(object.elem);
    if (map !== undefined) return elementText(map, domain);
    return JSON.stringify(value);
  }
  const list = asArray(value);
  if (list !== undefined) return list.map((item) => valueText(item, domain)).join(',');
  if (typeof value === 'boolean') return value ? 'exists' : 'missing';
  return scalarText(value, domain);
}

function elementText(element: Readonly<Record<string, unknown>>, domain: Domain | undefined): string {
  const timeout = typeof element.timeout === 'number' ? ` timeout ${durationText(element.timeout)}` : '';
  return `${valueText(element.val, domain)}${timeout}`;
}

function scalarText(value: Json, domain: Domain | undefined): string {
  if (typeof value === 'string' && (value === '*' || value.startsWith('@'))) return value;
  if (domain?.kind === 'name') return `"${String(value)}"`;
  if (domain?.kind !== 'number') return String(value);
  const number = readScalar(domain, value);
  if (typeof number !== 'number') return String(value);
  const name = nameOf(domain, number);
  if (name !== undefined) return name;
  return domain.hex ? `0x${number.toString(16).padStart(8, '0')}` : String(number);
}

/** The first name of a number; ports have none in a listing. */
function nameOf(domain: NumberDomain, value: number): string | undefined {
  if (domain === PORT || domain.names === undefined) return undefined;
  for (const name in domain.names)
    if (domain.names[name] === value) return domain.quoted ? `"${name}"` : name;
  return undefined;
}

/** Seconds as nft writes them: 1h30m. */
export function durationText(seconds: number): string {
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
    ['s', 1],
  ] as const;
  let rest = seconds;
  let text = '';
  for (const [unit, length] of units) {
    const count = Math.floor(rest / length);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * length;
  }
  return text === '' ? '0s' : text;
}
