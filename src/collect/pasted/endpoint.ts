import { formatAddress, parseAddress } from '../../net/address.js';
import type { IpFamily } from '../../net/address-set.js';
import { portOfService } from './service-port.js';

/** One end of a socket as some tool printed it. */
export interface Endpoint {
  readonly family: IpFamily;
  /** "0.0.0.0" and "::" for the tool's `*`. */
  readonly address: string;
  /** undefined for `*`: any port, or none yet. */
  readonly port?: number;
  /** The device or zone after `%`. */
  readonly device?: string;
}

/**
 * Parses an end of a socket in the spelling of any netstat, ss, lsof or sockstat: `127.0.0.1:631`, `127.0.0.1.631`,
 * `*.22`, `*:*`, `[::]:135`, `:::22`, `::1.631`, `fe80::1%en0.5353`, `[fe80::1%12]:546`, `127.0.0.53%lo:53`,
 * `*%eth0:80`. The port stands after the last dot or colon in all of them. `family` decides what `*` and `localhost`
 * mean, unless the address itself tells. Undefined when address or port is not one.
 */
export function parseListedEndpoint(text: string, family: IpFamily, protocol: string): Endpoint | undefined {
  const match = /^(.*)[.:]([^.:\]]+)$/.exec(text);
  if (match === null) return undefined;
  const [, host = '', portText = ''] = match;
  const port = portText === '*' ? undefined : portOf(portText, protocol);
  if (port === undefined && portText !== '*') return undefined;
  const percent = host.indexOf('%');
  const bare = (percent < 0 ? host : host.slice(0, percent)).replace(/[[\]]/g, '');
  const device = percent < 0 ? undefined : host.slice(percent + 1).replace(/\]$/, '') || undefined;
  const address = addressOf(bare, family);
  return address && { ...address, port, device };
}

function portOf(text: string, protocol: string): number | undefined {
  if (!/^\d{1,5}$/.test(text)) return portOfService(protocol, text);
  return Number(text) <= 65535 ? Number(text) : undefined;
}

function addressOf(text: string, family: IpFamily): { family: IpFamily; address: string } | undefined {
  if (text === '*' || text === '') return { family, address: family === 'ipv4' ? '0.0.0.0' : '::' };
  if (text === 'localhost') return { family, address: family === 'ipv4' ? '127.0.0.1' : '::1' };
  const parsed = parseAddress(text);
  // net-tools and lsof print the IPv4 address alone for an IPv6 socket bound to a v4-mapped one.
  if (parsed?.family === 'ipv4' && family === 'ipv6') return { family, address: `::ffff:${text}` };
  return parsed && { family: parsed.family, address: formatAddress(parsed.family, parsed.value) };
}
