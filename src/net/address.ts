import { type Bound, END, type IpFamily } from './address-set.js';

/** A parsed address: its family, its value (number for IPv4, bigint for IPv6) and the zone it was written with. */
export interface Address {
  readonly family: IpFamily;
  readonly value: Bound;
  readonly zone?: string;
}

/**
 * Parses an IPv4 dotted quad or an RFC 4291 IPv6 text, with an optional RFC 4007 zone.
 * Strict: no leading zeros that make octets ambiguous, no short forms (`127.1`). Returns undefined for anything else.
 */
export function parseAddress(text: string): Address | undefined {
  const percent = text.indexOf('%');
  const bare = percent < 0 ? text : text.slice(0, percent);
  const zone = percent < 0 ? undefined : text.slice(percent + 1);
  if (zone === '') return undefined;
  if (!bare.includes(':')) {
    const value = zone === undefined ? parseIpv4(bare) : undefined;
    return value === undefined ? undefined : { family: 'ipv4', value };
  }
  const value = parseIpv6(bare);
  if (value === undefined) return undefined;
  return zone === undefined ? { family: 'ipv6', value } : { family: 'ipv6', value, zone };
}

function parseIpv4(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part)) return undefined;
    const octet = Number(part);
    if (octet > 255) return undefined;
    value = value * 256 + octet;
  }
  return value;
}

function parseIpv6(text: string): bigint | undefined {
  let source = text;
  const lastColon = source.lastIndexOf(':');
  const tail = source.slice(lastColon + 1);
  if (tail.includes('.')) {
    const v4 = parseIpv4(tail);
    if (v4 === undefined) return undefined;
    source = `${source.slice(0, lastColon + 1)}${(v4 >>> 16).toString(16)}:${(v4 & 0xffff).toString(16)}`;
  }
  const halves = source.split('::');
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] as string);
  const rest = halves.length === 2 ? groupsOf(halves[1] as string) : [];
  if (head === undefined || rest === undefined) return undefined;
  const missing = 8 - head.length - rest.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  let value = 0n;
  for (const group of [...head, ...Array<number>(missing).fill(0), ...rest])
    value = (value << 16n) | BigInt(group);
  return value;
}

function groupsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  for (const group of text.split(':')) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    groups.push(Number.parseInt(group, 16));
  }
  return groups;
}

/** Writes an address value: dotted quad, or RFC 5952 with v4-mapped addresses in mixed notation as the kernel prints them. */
export function formatAddress(family: IpFamily, value: Bound): string {
  if (family === 'ipv4') {
    const v = Number(value);
    return `${Math.floor(v / 2 ** 24)}.${(v >>> 16) & 255}.${(v >>> 8) & 255}.${v & 255}`;
  }
  const v = BigInt(value);
  if (v >> 32n === 0xffffn) return `::ffff:${formatAddress('ipv4', Number(v & 0xffffffffn))}`;
  const groups: number[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) groups.push(Number((v >> shift) & 0xffffn));
  const [start, length] = longestZeroRun(groups);
  const hex = (part: number[]) => part.map((group) => group.toString(16)).join(':');
  return length < 2 ? hex(groups) : `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

function longestZeroRun(groups: readonly number[]): [start: number, length: number] {
  let best: [number, number] = [0, 0];
  for (let i = 0; i < groups.length; i++) {
    let j = i;
    while (j < groups.length && groups[j] === 0) j++;
    if (j - i > best[1]) best = [i, j - i];
    if (j > i) i = j;
  }
  return best;
}

/** True when `value` is inside the family's range. */
export function isInRange(family: IpFamily, value: Bound): boolean {
  return value >= (family === 'ipv4' ? 0 : 0n) && value < END[family];
}
