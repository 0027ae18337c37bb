import type { Facts, Process, Socket } from '../model/facts.js';
import type { ListingLine } from '../model/listing.js';
import { cleanLine } from './pasted/clean-line.js';
import { listingGaps } from './pasted/gaps.js';
import { isHeading, namesColumns } from './pasted/heading.js';
import { HEADING, type ListedHolder, type ListedLine, type Listing } from './pasted/listed-line.js';
import { parseLsof } from './pasted/lsof.js';
import { type MergedListener, mergeListeners } from './pasted/merge-listeners.js';
import { parseNetstat } from './pasted/netstat.js';
import { parseOtherSockets } from './pasted/other-sockets.js';
import { parsePowerShell } from './pasted/powershell.js';
import { parseSockstat } from './pasted/sockstat.js';
import { parseSolarisNetstat } from './pasted/solaris.js';
import { parseSs } from './pasted/ss.js';
import { parseWindowsNetstat } from './pasted/windows.js';

const READERS = [
  parseSs,
  parseLsof,
  parseSockstat,
  parseNetstat,
  parseWindowsNetstat,
  parsePowerShell,
  parseSolarisNetstat,
  parseOtherSockets,
];

/**
 * Reads a pasted listing of `netstat` (Windows, Linux, macOS, BSDs, Solaris), `ss`, `lsof -i`, `sockstat` or PowerShell, or
 * several in one text. The listeners become sockets; `listing` says of every line that is not blank what it is;
 * interfaces, routes and firewall stay unknown. The error is one sentence.
 */
export function parsePasted(text: string, now: Date = new Date()): Facts | { readonly error: string } {
  const lines = text.split(/\r\n|\n|\r/).map(cleanLine);
  const listings = READERS.map((read) => read(lines));
  const read = lines.map((line, index) => ({
    text: line.trim(),
    number: index + 1,
    ...choose(listings, line, index),
  }));
  const shown = read.filter(({ text }) => text !== '');
  if (!shown.some(({ line, text }) => isSocket(line) || namesColumns(text)))
    return { error: notAListing(lines) };
  const rows = shown.flatMap(({ line, listing }) =>
    line.kind === 'listener' && listing !== undefined ? [{ row: line, listing }] : [],
  );
  const { listeners, placeOf } = mergeListeners(rows);
  const listing = shown.map(({ line, number, text }): ListingLine => {
    const place = { line: number, text };
    if (line.kind === 'listener') return { ...place, kind: 'listener', socket: placeOf.get(line) ?? 0 };
    if (line.kind !== 'connection') return { ...place, ...line };
    const { holders, ...connection } = line;
    return { ...place, ...connection, pids: holders.map(({ pid }) => pid) };
  });
  return {
    format: 1,
    capturedAt: now.toISOString(),
    collector: 'pasted',
    host: { hostname: 'pasted listing', platform: platformOf(shown) ?? 'unknown' },
    namespaces: [{ id: 'host', current: true, containers: [], sockets: listeners.map(socketOf) }],
    processes: processesOf(shown.map(({ line }) => line)),
    gaps: listingGaps(listing, listeners),
    listing,
  };
}

interface ReadLine {
  readonly line: ListedLine;
  /** Of the tool whose row it is; undefined where no reader knows the line. */
  readonly listing?: Listing;
}

/** What the readers make of a line: a row before anything else, and damage only where none of them can read it. */
function choose(listings: readonly Listing[], text: string, index: number): ReadLine {
  const known = listings.flatMap((listing) => {
    const line = listing.lines[index];
    return line === undefined ? [] : [{ line, listing }];
  });
  const best =
    known.find(({ line }) => isSocket(line)) ?? known.find(({ line }) => line.kind !== 'not-understood');
  if (best !== undefined) return best;
  if (isHeading(text)) return { line: HEADING };
  return known[0] ?? { line: { kind: 'not-understood', why: 'it is no row of a listing that is known' } };
}

function isSocket({ kind }: ListedLine): boolean {
  return kind === 'listener' || kind === 'connection' || kind === 'other';
}

function platformOf(read: readonly ReadLine[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { line, listing } of read)
    if (isSocket(line) && listing?.platform !== undefined)
      counts.set(listing.platform, (counts.get(listing.platform) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** Says what else the text may be, where that can be told. */
function notAListing(lines: readonly string[]): string {
  const fields = lines.filter((line) => /^(?:p\d+|[cfLnPTtu]\S.*)$/.test(line)).length;
  if (fields > 2 && fields > lines.length / 2)
    return 'it is "lsof -F" output, which is for programs; bring "lsof -nP -i"';
  if (lines.some((line) => /^\s*"(?:format|schema_version)": ?\d/.test(line)))
    return 'it has JSON of listenscope in it, and other text before; keep what begins with the first brace';
  if (lines.some((line) => /^\s*\d+: [\dA-F]{8,32}:[\dA-F]{4} /.test(line)))
    return 'it is a table of /proc/net; bring "ss -tulnp" or "netstat -tulnp"';
  return 'it is neither a capture nor a listing of netstat, ss, lsof or sockstat';
}

function socketOf(listener: MergedListener): Socket {
  const { protocol, family, address, port, device, deviceKnown, v6only, uid, inode, holders } = listener;
  const pids = holders.map(({ pid }) => pid);
  return {
    protocol,
    family,
    address,
    port,
    device,
    deviceKnown,
    v6only,
    uid,
    inode,
    pids,
    pidsComplete: false,
  };
}

function processesOf(lines: readonly ListedLine[]): Process[] {
  const processes = new Map<number, ListedHolder>();
  for (const line of lines)
    if (line.kind === 'listener' || line.kind === 'connection')
      for (const holder of line.holders)
        if ((processes.get(holder.pid)?.name ?? '') === '') processes.set(holder.pid, holder);
  return [...processes.values()].map(({ pid, name, user, uid }) => ({ pid, name, user, uid, command: [] }));
}
