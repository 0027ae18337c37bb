import { formatAddress, parseAddress } from '../../../net/address.js';
import type { Rewritten } from './rewritten.js';

/**
 * Reads the forms of inet_aton(3) that are no address in the standard spelling: fewer than four numbers, octal and
 * hexadecimal ones, with a port or without. Undefined for anything else.
 */
export function readInetAton(text: string): Rewritten | undefined {
  const { spelled = '', port = '' } = /^(?<spelled>[^:]+)(?<port>:\d{1,5})?$/.exec(text)?.groups ?? {};
  const value = parseAddress(spelled) === undefined ? numberIn(spelled) : undefined;
  if (value === undefined) return undefined;
  const address = formatAddress('ipv4', value);
  return {
    text: address + port,
    notes: [
      `${spelled} is no address in the standard spelling (RFC 6943 §3.1.1). Programs that use inet_aton, ping and curl among them, read it as ${address}: ${howRead(spelled)}`,
      'Others refuse it, or read it differently, which has let attackers past filters: write four decimal numbers without leading zeros.',
      ...(/^\d{1,5}$/.test(text) && value > 0 && value < 65536
        ? [`If you mean the port ${value}, ask for it at an address: 0.0.0.0:${value} for all of them.`]
        : []),
    ],
  };
}

/** One to four numbers; the last one fills all bytes that are left. */
function numberIn(text: string): number | undefined {
  const parts = text.split('.').map(readNumber);
  const numbers = parts.filter((part) => part !== undefined);
  if (numbers.length !== parts.length || numbers.length > 4) return undefined;
  const last = numbers.at(-1) ?? 0;
  const bytes = numbers.slice(0, -1);
  if (bytes.some((byte) => byte > 255) || last >= 256 ** (4 - bytes.length)) return undefined;
  return bytes.reduce((sum, byte, index) => sum + byte * 256 ** (3 - index), 0) + last;
}

function readNumber(text: string): number | undefined {
  if (/^0x[0-9a-f]+$/i.test(text)) return Number.parseInt(text, 16);
  if (/^0[0-7]+$/.test(text)) return Number.parseInt(text, 8);
  return /^(0|[1-9]\d*)$/.test(text) ? Number(text) : undefined;
}

function howRead(text: string): string {
  const kinds = [
    ...(/(^|\.)0x/i.test(text) ? ['a number after 0x is hexadecimal'] : []),
    ...(/(^|\.)0\d/.test(text) ? ['a number with a leading zero is octal'] : []),
    ...(text.split('.').length < 4
      ? ['of fewer than four numbers, the last one fills the bytes that are left']
      : []),
  ];
  return `${kinds.join('; ')}.`;
}
