import type { ValueSet } from '../../model/element-set.js';
import { parseAddress } from '../../net/address.js';
import { type IpFamily, interval } from '../../net/address-set.js';
import { parseCidr, width } from '../../net/cidr.js';
import { SERVICES } from '../names.js';
import { PROTOCOLS } from '../protocol-names.js';
import { addressesOf, freeBitsOf, numbersOf, type Span } from '../value-sets.js';

/** A number in decimal or hexadecimal. */
export function readInteger(text: string | undefined): number | undefined {
  return text !== undefined && /^(0x[\da-fA-F]+|\d+)$/.test(text) ? Number(text) : undefined;
}

/** A protocol by number or name; `all` and 0 have none. */
export function readProtocol(text: string | undefined): number | undefined {
  const name = text?.toLowerCase() ?? '';
  return readInteger(text) ?? (Object.hasOwn(PROTOCOLS, name) ? PROTOCOLS[name] : undefined);
}

/** `22`, `1024:`, `:1023`, `6000:6063`, or a service by name. */
export function readPortSpan(text: string): readonly [number, number] | undefined {
  const colon = text.indexOf(':');
  const first = colon === 0 ? 0 : readPort(colon < 0 ? text : text.slice(0, colon));
  const last = colon < 0 ? first : colon === text.length - 1 ? 65_535 : readPort(text.slice(colon + 1));
  return first === undefined || last === undefined ? undefined : [first, last + 1];
}

/** A comma-separated list of ports and ranges; undefined when one of them is neither. */
export function readPorts(list: string | undefined): ValueSet | undefined {
  const spans = (list ?? '').split(',').map(readPortSpan);
  const known = spans.filter((span) => span !== undefined);
  return known.length === spans.length ? numbersOf(known) : undefined;
}

/** A port by number or by its name in the table of services. */
export function readPort(text: string): number | undefined {
  const port = readInteger(text) ?? (Object.hasOwn(SERVICES, text) ? SERVICES[text] : undefined);
  return port !== undefined && port <= 65_535 ? port : undefined;
}

/** `first-last`, as iprange and DNAT write address ranges. */
export function readAddressRange(text: string, family: IpFamily): Span | undefined {
  const [from = '', to = from] = text.split('-');
  const first = parseAddress(from);
  const last = parseAddress(to);
  if (first?.family !== family || last?.family !== family) return undefined;
  return [first.value, typeof last.value === 'bigint' ? last.value + 1n : last.value + 1];
}

/** An address, CIDR, or address with a dotted mask, maybe several with commas. The mask is set only where it has holes. */
export function readNetworks(
  list: string | undefined,
  family: IpFamily,
): { readonly values: ValueSet; readonly mask?: number | bigint } | undefined {
  const texts = (list ?? '').split(',');
  const [only = ''] = texts;
  const spans: Span[] = [];
  for (const text of texts) {
    const [address, mask] = text.split('/');
    const dotted = mask !== undefined && /[.:]/.test(mask) ? parseAddress(mask) : undefined;
    if (dotted !== undefined && dotted.family === family) {
      const free = freeBitsOf(family, dotted.value);
      if (free === undefined)
        return texts.length === 1 ? readHoledMask(only, dotted.value, family) : undefined;
      const set = parseCidr(`${address}/${width(family) - free}`);
      if (set?.family !== family) return undefined;
      push(spans, set.bounds);
    } else {
      const set = parseCidr(text);
      if (set?.family !== family) return undefined;
      push(spans, set.bounds);
    }
  }
  return { values: addressesOf(family, spans) };
}

function readHoledMask(text: string, mask: number | bigint, family: IpFamily) {
  const address = parseAddress(text.split('/')[0] ?? '');
  if (address?.family !== family) return undefined;
  const masked =
    typeof address.value === 'bigint'
      ? address.value & BigInt(mask)
      : Number(BigInt(address.value) & BigInt(mask));
  const set = interval(family, masked, typeof masked === 'bigint' ? masked + 1n : masked + 1);
  return { values: { kind: 'addresses', set } as const, mask };
}

function push(spans: Span[], bounds: readonly (number | bigint)[]): void {
  const [start, end] = bounds;
  if (start !== undefined && end !== undefined) spans.push([start, end]);
}

/** `value` or `value/mask`, as marks are written. */
export function readMasked(
  text: string | undefined,
): { readonly value: number; readonly mask: number } | undefined {
  const [first, second] = (text ?? '').split('/');
  const value = readInteger(first);
  const mask = second === undefined ? 0xffffffff : readInteger(second);
  return value === undefined || mask === undefined ? undefined : { value, mask };
}

/** The numbers named in a comma-separated list, by `names`; undefined when one is unknown. */
export function readNamed(
  list: string | undefined,
  names: Readonly<Record<string, number>>,
): readonly number[] | undefined {
  const numbers = (list ?? '').split(',').map((name) => {
    const key = name.toLowerCase();
    return Object.hasOwn(names, key) ? names[key] : readInteger(name);
  });
  const known = numbers.filter((number) => number !== undefined);
  return known.length === numbers.length ? known : undefined;
}
