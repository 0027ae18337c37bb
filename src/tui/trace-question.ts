import { parseAddress } from '../net/address.js';
import type { TraceQuestion } from './options.js';

/** What was left out is taken from the listener under the cursor. */
export interface TraceDefaults {
  readonly protocol: 'tcp' | 'udp';
  /** Addresses of this host to send to, best first. */
  readonly destinations: readonly string[];
}

/**
 * Reads `SOURCE → DESTINATION:PORT`, in that order, as people write it: any arrow or blank between, the destination or
 * all but the port left out, `udp` or `tcp` and `via INTERFACE` behind.
 */
export function parseTraceQuestion(
  text: string,
  defaults: TraceDefaults,
): TraceQuestion | { readonly error: string } {
  const words = text.split(/\s*(?:→|->|=>)\s*|\s+/).filter((word) => word !== '' && word !== 'to');
  const via = words.includes('via') ? words[words.indexOf('via') + 1] : undefined;
  if (words.includes('via') && via === undefined) return { error: 'via needs the name of an interface' };
  const named = words.find((word) => word === 'tcp' || word === 'udp');
  const [source = '', target = '', extra] = words.filter(
    (word, index) => word !== named && word !== 'via' && words[index - 1] !== 'via',
  );
  if (extra !== undefined) return { error: `"${extra}" is one word too many` };
  const from = parseAddress(source);
  if (from === undefined) return { error: `"${source}" is no address; write SOURCE → DESTINATION:PORT` };
  const { host, port } = splitTarget(target);
  if (port === undefined) return { error: `"${target}" names no port` };
  const destination =
    host ?? defaults.destinations.find((address) => parseAddress(address)?.family === from.family);
  if (destination === undefined)
    return { error: `no ${from.family} address of this host is known; name one` };
  if (parseAddress(destination) === undefined) return { error: `"${destination}" is no address` };
  return {
    source,
    destination,
    port,
    protocol: named === 'udp' || named === 'tcp' ? named : defaults.protocol,
    ...(via === undefined ? {} : { via }),
  };
}

function splitTarget(target: string): { readonly host?: string; readonly port?: number } {
  const match = /^(?:\[([^\]]+)\]:|([^:]*):)?(\d{1,5})$/.exec(target);
  const port = Number(match?.[3] ?? Number.NaN);
  if (match === null || port < 1 || port > 65535) return {};
  return { host: match[1] || match[2] || undefined, port };
}
