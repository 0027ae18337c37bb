import type { ReachEntry } from '../model/reach.js';
import { firstFew } from './sentence.js';

/** "10.1.0.2:80", "[fd00::1]:80", with the zone inside the brackets. */
export function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** What clients of `entries` dial: "10.1.0.2:80 or [fd00::1]:80". A whole local prefix is written as such. */
export function dialled(entries: readonly ReachEntry[], limit = 3): string {
  const words = new Set<string>();
  for (const { destinations, port } of entries) {
    for (const destination of destinations) words.add(destinationWords(destination, port));
  }
  return firstFew([...words], limit, 'address', 'or');
}

function destinationWords(destination: string, port: number): string {
  if (!destination.includes('/')) return endpoint(destination, port);
  if (destination === '127.0.0.0/8') return endpoint('127.0.0.1', port);
  return `any address of ${destination}, port ${port}`;
}
