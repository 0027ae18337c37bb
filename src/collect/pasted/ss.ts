import type { Protocol } from '../../model/facts.js';
import type { OtherSocket } from '../../model/listing.js';
import type { IpFamily } from '../../net/address-set.js';
import { DETAIL, type ListedHolder, type ListedLine, type Listing, NO_SUCH_ROW } from './listed-line.js';
import { socketLine } from './socket-line.js';

/** A map: text from outside may be the name of a member that every object has. */
const PROTOCOLS: ReadonlyMap<string, Protocol> = new Map([
  ['tcp', 'tcp'],
  ['udp', 'udp'],
  ['sctp', 'sctp'],
  ['udplite', 'udplite'],
  ['raw', 'raw'],
  ['dccp', 'dccp'],
  ['mptcp', 'tcp'],
]);

const STATES =
  'LISTEN|UNCONN|ESTAB|SYN-SENT|SYN-RECV|FIN-WAIT-1|FIN-WAIT-2|TIME-WAIT|CLOSE-WAIT|LAST-ACK|CLOSING|CLOSED?|BOUND|NEW-SYN-RECV|UNKNOWN';

const ROW = new RegExp(
  `^\\s*(?:(?<netid>[a-z_?]+\\d*)\\s+)?(?<state>${STATES})\\s+\\d+\\s+\\d+\\s+(?<local>\\S+)(?:\\s+(?<peer>\\S+))?(?<rest>\\s.*)?$`,
);

const LOOKS_LIKE_ROW = new RegExp(
  `^\\s*(?:(?:tcp|udp|sctp|raw|dccp|mptcp)\\s+[A-Z-]{4,}\\d?(?:\\s|$)|(?:${STATES})\\s+\\d+\\s+\\d+(?:\\s|$))`,
);

/** What -i, -m, -e and -p print on lines of their own, or what a terminal broke there. */
const CONTINUED =
  /^\s+(?:users:\(\(|skmem:\(|(?:ts|sack|ecn)\s|cubic|bbr|reno|dctcp|timer:|ino:|uid:|sk:|cgroup:|v6only:|rto:)|^users:\(\("/;

/**
 * Reads the rows of `ss -tulnpe`, `ss -an` and the like. Without Netid (one protocol asked for) the states of all rows
 * tell TCP from UDP. ss writes `*` for a dual-stack wildcard, `[::]` for one of IPv6 alone, and the bound device after
 * `%`; before iproute2 4.15 it wrote `*` for IPv4's wildcard, and IPv6 without brackets.
 */
export function parseSs(lines: readonly string[]): Listing {
  const rows = lines.map((line) => ROW.exec(line)?.groups);
  const context = {
    unnamed: unnamedProtocol(rows.filter((row) => row !== undefined)),
    old: rows.some(
      (row) => row !== undefined && /^:::|^[\da-f]*:[\da-f:]*::?[\da-f:.]*:\S+$/i.test(row.local ?? ''),
    ),
  };
  const read: (ListedLine | undefined)[] = [];
  for (const [index, line] of lines.entries()) {
    const groups = rows[index];
    if (groups !== undefined) read.push(rowOf(groups, context));
    else if (CONTINUED.test(line) && read.at(-1) !== undefined) {
      addHolders(read, holdersOf(line));
      read.push(DETAIL);
    } else read.push(LOOKS_LIKE_ROW.test(line) ? NO_SUCH_ROW : undefined);
  }
  const isSs = read.some((line) => line?.kind === 'listener' || line?.kind === 'connection');
  return { lines: read, platform: isSs ? 'linux' : undefined, deviceKnown: true };
}

interface Context {
  /** The protocol of rows without Netid. */
  readonly unnamed: 'tcp' | 'udp';
  /** Printed by an iproute2 before 4.15. */
  readonly old: boolean;
}

function unnamedProtocol(rows: readonly Record<string, string | undefined>[]): 'tcp' | 'udp' {
  const states = new Set(rows.filter(({ netid }) => netid === undefined).map(({ state }) => state));
  const ofTcp = [...states].some((state) => state !== 'UNCONN' && state !== 'ESTAB');
  return states.has('UNCONN') && !ofTcp ? 'udp' : 'tcp';
}

function rowOf(groups: Record<string, string>, { unnamed, old }: Context): ListedLine {
  const { netid, state = '', local = '', peer = '', rest = '' } = groups;
  const protocol = netid === undefined ? (state === 'UNCONN' ? 'udp' : unnamed) : PROTOCOLS.get(netid);
  if (protocol === undefined) return { kind: 'other', what: otherSocket(netid ?? '') };
  const isIpv6 = local.includes('[') || local.includes('::') || (local.startsWith('*') && !old);
  const family: IpFamily = isIpv6 ? 'ipv6' : 'ipv4';
  return socketLine({
    protocol,
    family,
    local,
    peer,
    // UDP waits in this state; TCP has left all others.
    word: state === 'UNCONN' && protocol !== 'tcp' ? '' : state,
    v6only: (end) => v6onlyOf(local, end.family, rest),
    uid: numberAfter(/\buid:(\d+)/, rest),
    inode: numberAfter(/\bino:(\d+)/, rest),
    holders: holdersOf(rest),
  });
}

function otherSocket(netid: string): OtherSocket {
  if (netid.startsWith('u_')) return 'unix';
  if (netid.startsWith('p_') || netid === 'xdp') return 'packet';
  if (netid.startsWith('v_')) return 'vsock';
  if (netid.startsWith('icmp')) return 'internet-protocol';
  return netid === 'nl' ? 'netlink' : 'other';
}

/** `v6only:` is printed with -e only; the spelling of a wildcard tells as well. */
function v6onlyOf(local: string, family: IpFamily, rest: string): boolean | undefined {
  if (family === 'ipv4') return undefined;
  const said = /\bv6only:([01])/.exec(rest)?.[1];
  if (said !== undefined) return said === '1';
  return local.startsWith('*') ? false : local.startsWith('[::]') ? true : undefined;
}

function numberAfter(pattern: RegExp, text: string): number | undefined {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** users:(("nginx",pid=812,fd=6),("nginx",pid=811,fd=6)); a name may hold anything, so the pid after it anchors. */
function holdersOf(rest: string): ListedHolder[] {
  const holders = new Map<number, ListedHolder>();
  for (const [, name = '', pid] of rest.matchAll(/\("(.*?)",pid=(\d+),fd=\d+\)/g))
    holders.set(Number(pid), { pid: Number(pid), name: name.replace(/^\("/, '') });
  return [...holders.values()];
}

/** Gives what a broken row's next line names as holders to the row itself. */
function addHolders(read: (ListedLine | undefined)[], holders: readonly ListedHolder[]): void {
  const at = read.findLastIndex((line) => line?.kind === 'listener' || line?.kind === 'connection');
  const row = read[at];
  if (row?.kind === 'listener' || row?.kind === 'connection')
    read[at] = { ...row, holders: [...row.holders, ...holders] };
}
