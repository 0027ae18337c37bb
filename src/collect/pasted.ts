import type { Facts, Process, Socket } from '../model/facts.js';
import type { Gap } from '../model/gap.js';
import type { ListedRow, ListedSocket, Listing } from './pasted/listed-row.js';
import { parseLsof } from './pasted/lsof.js';
import { parseNetstat } from './pasted/netstat.js';
import { parseSockstat } from './pasted/sockstat.js';
import { parseSsListing } from './pasted/ss.js';

/**
 * Reads a pasted listing of `netstat` (Windows, Linux, macOS, BSDs), `ss`, `lsof -i` or `sockstat`. The listeners become
 * sockets; connections are counted in a gap; interfaces, routes and firewall stay unknown. Prompts, headers and other
 * lines around the listing are passed over. The error is one sentence.
 */
export function parsePasted(text: string, now: Date = new Date()): Facts | { readonly error: string } {
  const lines = text.split(/\r?\n/);
  const listing = [parseSsListing, parseLsof, parseSockstat, parseNetstat]
    .map((parse) => parse(lines))
    .reduce((best, next) => (countSockets(next) > countSockets(best) ? next : best));
  if (countSockets(listing) === 0)
    return { error: 'it is neither a capture nor a listing of netstat, ss, lsof or sockstat' };
  const listed = listing.rows.filter((row) => row.kind === 'socket');
  const listeners = listed.filter(({ listening }) => listening);
  const gaps = gapsOf(listing, listed);
  if (listeners.length === 0 && listing.rows.length === listed.length)
    return { error: 'it lists connections only; netstat -an, ss -tulnp or lsof -nP -i list listeners too' };
  return {
    format: 1,
    capturedAt: now.toISOString(),
    collector: 'pasted',
    host: { hostname: 'pasted listing', platform: listing.platform ?? 'unknown' },
    namespaces: [
      {
        id: 'host',
        current: true,
        containers: [],
        sockets: listeners.map((row) => socketOf(row, listing)),
      },
    ],
    processes: processesOf(listeners),
    gaps,
  };
}

function countSockets({ rows }: Listing): number {
  return rows.filter(({ kind }) => kind === 'socket').length;
}

function socketOf(row: ListedSocket, { deviceKnown }: Listing): Socket {
  const { protocol, family, address, port, device, v6only, uid, inode, holders } = row;
  return {
    protocol,
    family,
    address,
    port,
    device,
    deviceKnown: deviceKnown || device !== undefined,
    v6only,
    uid,
    inode,
    pids: holders.map(({ pid }) => pid),
    pidsComplete: false,
  };
}

function processesOf(sockets: readonly ListedSocket[]): Process[] {
  const processes = new Map<number, Process>();
  for (const { pid, name, user, uid } of sockets.flatMap(({ holders }) => holders))
    if (!processes.has(pid)) processes.set(pid, { pid, name, user, uid, command: [] });
  return [...processes.values()];
}

function gapsOf({ rows }: Listing, listed: readonly ListedSocket[]): Gap[] {
  const gaps: Gap[] = [
    {
      code: 'input-incomplete',
      subject: 'interfaces, routes and firewall',
      detail:
        'A pasted listing shows sockets only: who can reach a listener is told as far as its address tells, whatever interfaces, routes and firewall the host has.',
      remedy: 'run listenscope on that host, or bring what "listenscope capture" prints there',
    },
  ];
  const connections = listed.filter(({ listening }) => !listening);
  if (connections.length > 0)
    gaps.push({
      code: 'input-incomplete',
      subject: 'connections',
      detail: `The listing also has ${connections.length} ${connections.length === 1 ? 'row that is no listener' : 'rows that are no listeners'}: ${countStates(connections)}.`,
    });
  if (!listed.some(({ protocol }) => protocol === 'udp'))
    gaps.push({
      code: 'sockets-not-listed',
      subject: 'udp',
      detail: 'The listing has no UDP row: whether it was asked for UDP cannot be seen.',
    });
  const unusable = rows.filter((row): row is ListedRow & { kind: 'unusable' } => row.kind === 'unusable');
  if (unusable.length > 0)
    gaps.push({
      code: 'sockets-not-listed',
      subject: unusable.map(({ why }) => why).join('; '),
      detail: `${unusable.length} of the listing's ${rows.length} rows could not be read: ${unusable.map(({ why }) => why).join('; ')}.`,
      remedy: 'list again with whole numeric addresses: netstat -anW (Linux, FreeBSD), netstat -anl (macOS)',
    });
  return gaps;
}

function countStates(connections: readonly ListedSocket[]): string {
  const counts = new Map<string, number>();
  for (const { state, protocol } of connections) {
    const word = state === '' ? `connected ${protocol}` : state;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
}
