import type { ReachEntry } from '../model/reach.js';
import { parseAddress } from '../net/address.js';
import { contains } from '../net/address-set.js';
import { parseCidr } from '../net/cidr.js';
import { firstFew } from './sentence.js';

/** "10.1.0.2:80", "[fd00::1]:80", with the zone inside the brackets. */
export function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** What clients of `entries` dial: "10.1.0.2:80 or [fd00::1]:80". Of 127.0.0.0/8 only 127.0.0.1 is named. */
export function dialled(entries: readonly ReachEntry[], limit = 3): string {
  const words = new Set<string>();
  for (const { destinations, port } of entries) {
    for (const destination of destinations) {
      const text = destinationWords(destination, port);
      if (text !== undefined) words.add(text);
    }
  }
  return firstFew([...words], limit, 'address', 'or');
}

function destinationWords(destination: string, port: number): string | undefined {
  if (!destination.includes('/')) return endpoint(destination, port);
  if (destination === '0.0.0.0/0') return `any IPv4 address of the machine, port ${port}`;
  if (destination === '::/0') return `any IPv6 address of the machine, port ${port}`;
  if (!destination.startsWith('127.')) return `any address of ${destination}, port ${port}`;
  return holdsLocalhost(destination) ? endpoint('127.0.0.1', port) : undefined;
}

function holdsLocalhost(cidr: string): boolean {
  const localhost = parseAddress('127.0.0.1');
  const set = parseCidr(cidr);
  return localhost !== undefined && set?.family === 'ipv4' && contains(set, localhost.value);
}
