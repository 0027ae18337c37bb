import type { PortRange } from '../model/policy.js';
import { parseCidr } from '../net/cidr.js';

/** "8000-8999" or "443"; undefined for what is none. */
export function parsePortRange(text: string): PortRange | undefined {
  const match = /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?$/.exec(text);
  if (match === null) return undefined;
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  return first <= last && last <= 65535 ? { first, last } : undefined;
}

/** True for a day of the calendar as RFC 3339 writes it. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** An address or a CIDR, a zone behind the address allowed. */
export function isNetwork(text: string): boolean {
  return parseCidr(withoutZone(text)) !== undefined;
}

/** "fe80::1%eth0" → "fe80::1". */
export function withoutZone(text: string): string {
  return text.replace(/%[^/]*/, '');
}
