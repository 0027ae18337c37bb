import { formatAddress, parseAddress } from '../../net/address.js';
import { parseCidr, width } from '../../net/cidr.js';

/** An address that was not written in the standard way, and what programs make of it. */
export interface Spelling {
  /** In the standard way. */
  readonly address: string;
  readonly notes: readonly string[];
}

/**
 * Reads what is no address in the standard spelling, but is taken for one somewhere: a network with its prefix length, and
 * the forms of inet_aton(3) with fewer than four numbers, octal and hexadecimal ones. Undefined for anything else.
 */
export function readSpelling(text: string): Spelling | undefined {
  return text.includes('/') ? readNetwork(text) : readInetAton(text);
}

function readNetwork(text: string): Spelling | undefined {
  const [host = '', length = ''] = text.split('/');
  const parsed = parseAddress(host);
  const set = parseCidr(text);
  const start = set?.bounds[0];
  if (parsed === undefined || set === undefined || start === undefined) return undefined;
  const network = `${formatAddress(set.family, start)}/${length}`;
  const notes = [
    `${text} is a network, not an address: ${2n ** BigInt(width(set.family) - Number(length))} addresses that share their first ${length} bits. No server can be bound to it.`,
  ];
  if (length === '0')
    notes.push('With prefix length 0 it is everything: in a routing table, the default route.');
  else if (network !== text)
    notes.push(`The network is written ${network}: the bits after the prefix are zero.`);
  return { address: formatAddress(parsed.family, parsed.value), notes };
}

/** One to four numbers; the last one fills all bytes that are left. */
function readInetAton(text: string): Spelling | undefined {
  const parts = text.split('.').map(readNumber);
  const numbers = parts.filter((part) => part !== undefined);
  if (numbers.length !== parts.length || numbers.length > 4) return undefined;
  const last = numbers.at(-1) ?? 0;
  const bytes = numbers.slice(0, -1);
  if (bytes.some((byte) => byte > 255) || last >= 256 ** (4 - bytes.length)) return undefined;
  const value = bytes.reduce((sum, byte, index) => sum + byte * 256 ** (3 - index), 0) + last;
  const address = formatAddress('ipv4', value);
  return {
    address,
    notes: [
      `${text} is no address in the standard spelling (RFC 6943 §3.1.1). Programs that use inet_aton, ping and curl among them, read it as ${address}: ${howRead(text)}`,
      'Others refuse it, or read it differently, which has let attackers past filters: write four decimal numbers without leading zeros.',
    ],
  };
}

function readNumber(text: string): number | undefined {
  if (/^0x[0-9a-f]+$/i.test(text)) return Number.parseInt(text, 16);
  if (/^0[0-7]+$/.test(text)) return Number.parseInt(text, 8);
  return /^(0|[1-9]\d*)$/.test(text) ? Number(text) : undefined;
}

function howRead(text: string): string {
  if (/(^|\.)0x/i.test(text)) return 'a number after 0x is hexadecimal.';
  if (/(^|\.)0\d/.test(text)) return 'a number with a leading zero is octal.';
  return 'of fewer than four numbers, the last one fills the bytes that are left.';
}
