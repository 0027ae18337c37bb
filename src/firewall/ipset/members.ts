import type { SetElement, ValueSet } from '../../model/element-set.js';
import type { IpFamily } from '../../net/address-set.js';
import { parseCidr } from '../../net/cidr.js';
import { ANY_VALUE, addressesOf, namesOf, numbersOf, oneNumber, type Span } from '../value-sets.js';
import { readAddressRange, readInteger, readProtocol } from '../xtables/values.js';
import type { SavedMember } from './parse-save.js';

/** What a part of a member stands for. Port parts of hash types hold a protocol as well. */
export type Dimension = 'ip' | 'port' | 'iface' | 'mark';

const DIMENSIONS: readonly string[] = ['ip', 'port', 'iface', 'mark'] satisfies readonly Dimension[];

/** The dimensions of a set type: "hash:net,port" → ip, port. Undefined for types without counterpart (mac). */
export function dimensionsOf(type: string): readonly Dimension[] | undefined {
  const parts = type.slice(type.indexOf(':') + 1).split(',');
  const dimensions = parts.map((part) => (part === 'net' ? 'ip' : part));
  return dimensions.every(isDimension) ? dimensions : undefined;
}

function isDimension(part: string): part is Dimension {
  return DIMENSIONS.includes(part);
}

/**
 * A member as an element, one value set a selector. None for what can match neither TCP nor UDP (ICMP types); a member that
 * cannot be read makes an element of which nothing is known.
 */
export function readMember(
  member: SavedMember,
  dimensions: readonly Dimension[],
  shape: { readonly family: IpFamily; readonly bitmap: boolean },
): readonly SetElement[] {
  const parts = member.text.split(',');
  const key: ValueSet[] = [];
  let unread = parts.length !== dimensions.length;
  for (const [index, dimension] of dimensions.entries()) {
    const part = parts[index] ?? '';
    if (dimension === 'port' && /^icmp/.test(part)) return [];
    const values = readPart(part, dimension, shape);
    if (values === undefined) unread = true;
    key.push(...(values ?? (dimension === 'port' && !shape.bitmap ? [ANY_VALUE, ANY_VALUE] : [ANY_VALUE])));
  }
  const element: SetElement = member.nomatch ? { key, nomatch: true } : { key };
  if (!unread) return [element];
  return [{ ...element, undecided: { code: 'unknown-match', text: `set member ${member.text}` } }];
}

function readPart(
  part: string,
  dimension: Dimension,
  shape: { readonly family: IpFamily; readonly bitmap: boolean },
): readonly ValueSet[] | undefined {
  switch (dimension) {
    case 'ip': {
      const set = part.includes('-') ? undefined : parseCidr(part);
      if (set !== undefined) return set.family === shape.family ? [{ kind: 'addresses', set }] : undefined;
      const span = readAddressRange(part, shape.family);
      return span && [addressesOf(shape.family, [span])];
    }
    case 'port':
      return readPortPart(part, shape.bitmap);
    case 'iface':
      // physdev:… names a bridge port, of which the packet no longer tells.
      return part.startsWith('physdev:') ? undefined : [namesOf([{ text: part, prefix: false }])];
    case 'mark': {
      const mark = readInteger(part);
      return mark === undefined ? undefined : [oneNumber(mark)];
    }
    default:
      return dimension satisfies never;
  }
}

/** `tcp:80`, `udp:1000-2000`; a bare port in bitmaps. */
function readPortPart(part: string, bitmap: boolean): readonly ValueSet[] | undefined {
  const colon = part.indexOf(':');
  const protocol = colon < 0 ? 6 : readProtocol(part.slice(0, colon));
  const [from, to = from] = part.slice(colon + 1).split('-');
  const first = readInteger(from);
  const last = readInteger(to);
  if (protocol === undefined || first === undefined || last === undefined) return undefined;
  const ports = numbersOf([[first, last + 1]]);
  return bitmap ? [ports] : [oneNumber(protocol), ports];
}

/** The plain elements of a one-dimensional set become one. */
export function mergeElements(elements: readonly SetElement[]): readonly SetElement[] {
  const merged: SetElement[] = [];
  const spans: Span[] = [];
  const numbers: [number, number][] = [];
  let family: IpFamily = 'ipv4';
  for (const element of elements) {
    const [values] = element.key;
    const mergeable = element.key.length === 1 && element.nomatch !== true && element.undecided === undefined;
    if (mergeable && values?.kind === 'addresses') {
      family = values.set.family;
      for (let i = 0; i < values.set.bounds.length; i += 2)
        spans.push([values.set.bounds[i] ?? 0, values.set.bounds[i + 1] ?? 0]);
    } else if (mergeable && values?.kind === 'numbers') {
      for (let i = 0; i < values.bounds.length; i += 2)
        numbers.push([values.bounds[i] ?? 0, values.bounds[i + 1] ?? 0]);
    } else {
      merged.push(element);
    }
  }
  if (numbers.length > 0) merged.unshift({ key: [numbersOf(numbers)] });
  if (spans.length > 0) merged.unshift({ key: [addressesOf(family, spans)] });
  return merged;
}
