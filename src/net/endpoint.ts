import { formatAddress, parseAddress } from './address.js';

/** An address as a person types it, with a port when one was given. */
export interface TypedEndpoint {
  /** In the standard spelling, zone included; "localhost" stays a name. */
  readonly address: string;
  readonly port?: number;
}

/**
 * Parses `ADDRESS`, `ADDRESS:PORT`, `[ADDRESS]:PORT`, `*:PORT` and `:::PORT` (as netstat writes 0.0.0.0 and `::`),
 * `ADDRESS.PORT` (as the BSDs' netstat does) and `[ADDRESS]%ZONE:PORT` (as ss does). Without a zone, other IPv6 addresses
 * need their brackets before a port. Undefined for anything else.
 */
export function parseEndpoint(text: string): TypedEndpoint | undefined {
  const whole = addressOf(text);
  if (whole !== undefined) return { address: whole };
  const match =
    /^\[(?<bracketed>[^\]]*)\](?<zone>%[^:]+)?(?::(?<port>\d{1,5}))?$/.exec(text) ??
    /^(?<plain>[^:[\]]+|::|[^%[\]]+%[^:]+):(?<port>\d{1,5})$/.exec(text) ??
    /^(?<plain>\d+\.\d+\.\d+\.\d+|\*)\.(?<port>\d{1,5})$/.exec(text);
  const { bracketed, zone = '', plain, port } = match?.groups ?? {};
  const address = addressOf(bracketed === undefined ? (plain ?? '') : bracketed + zone);
  if (address === undefined || (bracketed !== undefined && !address.includes(':'))) return undefined;
  if (port === undefined) return { address };
  return Number(port) > 65535 ? undefined : { address, port: Number(port) };
}

function addressOf(text: string): string | undefined {
  if (text === '*') return '0.0.0.0';
  if (text === 'localhost') return text;
  const parsed = parseAddress(text);
  // The kernel takes no interface name with a colon or a slash (dev_valid_name).
  if (parsed === undefined || /[:/%]/.test(parsed.zone ?? '')) return undefined;
  const zone = parsed.zone === undefined ? '' : `%${parsed.zone}`;
  return `${formatAddress(parsed.family, parsed.value)}${zone}`;
}
