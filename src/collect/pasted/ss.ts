import type { IpFamily } from '../../net/address-set.js';
import { parseListedEndpoint } from './endpoint.js';
import type { ListedHolder, ListedRow, Listing } from './listed-row.js';
import { notUnderstood } from './not-understood.js';
import { isListening } from './state.js';

const PROTOCOLS: Readonly<Record<string, ListedRowProtocol>> = {
  tcp: 'tcp',
  udp: 'udp',
  sctp: 'sctp',
  udplite: 'udplite',
  raw: 'raw',
  dccp: 'dccp',
  mptcp: 'tcp',
};
type ListedRowProtocol = 'tcp' | 'udp' | 'sctp' | 'udplite' | 'raw' | 'dccp';

const ROW =
  /^\s*(?:(?<netid>[a-z_]+\d*)\s+)?(?<state>LISTEN|UNCONN|ESTAB|SYN-SENT|SYN-RECV|FIN-WAIT-1|FIN-WAIT-2|TIME-WAIT|CLOSE-WAIT|LAST-ACK|CLOSING|CLOSED?|BOUND|NEW-SYN-RECV)\s+\d+\s+\d+\s+(?<local>\S+)\s+(?<peer>\S+)(?<rest>\s.*)?$/;

const LOOKS_LIKE_ROW = /^\s*(tcp|udp|sctp|raw|dccp|mptcp)\s+[A-Z-]{4,}\d?\s/;

/**
 * Reads the rows of `ss -tulnpe` and the like. Without Netid (one protocol asked for) the state tells TCP from UDP.
 * ss writes `*` for a dual-stack wildcard, `[::]` for one of IPv6 alone, and the bound device after `%`.
 */
export function parseSsListing(lines: readonly string[]): Listing {
  const rows: ListedRow[] = [];
  for (const line of lines) {
    const groups = ROW.exec(line)?.groups;
    if (groups === undefined) {
      if (LOOKS_LIKE_ROW.test(line)) rows.push(notUnderstood(line));
      continue;
    }
    const { netid, state = '' } = groups;
    const protocol = netid === undefined ? (state === 'UNCONN' ? 'udp' : 'tcp') : PROTOCOLS[netid];
    const row = protocol && rowOf(groups, protocol);
    if (row !== undefined) rows.push(row);
  }
  return { rows, platform: rows.length > 0 ? 'linux' : undefined, deviceKnown: true };
}

/** Undefined for a socket without a local port: it is not bound to anything yet. */
function rowOf(groups: Record<string, string>, protocol: ListedRowProtocol): ListedRow | undefined {
  const { state = '', local: localText = '', peer = '', rest = '' } = groups;
  const family: IpFamily = localText.startsWith('*') || localText.includes('[') ? 'ipv6' : 'ipv4';
  const local = parseListedEndpoint(localText, family, protocol);
  if (local === undefined)
    return { kind: 'unusable', why: `${protocol} ${localText} is no address and port` };
  if (local.port === undefined) return undefined;
  return {
    kind: 'socket',
    protocol,
    family: local.family,
    address: local.address,
    port: local.port,
    device: local.device,
    v6only: v6onlyOf(localText, local.family, rest),
    listening: isListening(
      protocol,
      state === 'UNCONN' ? '' : state,
      parseListedEndpoint(peer, family, protocol),
    ),
    state,
    uid: numberAfter(/\buid:(\d+)/, rest),
    inode: numberAfter(/\bino:(\d+)/, rest),
    holders: holdersOf(rest),
  };
}

/** `v6only:` is printed with -e only; the spelling of a wildcard tells as well. */
function v6onlyOf(localText: string, family: IpFamily, rest: string): boolean | undefined {
  if (family === 'ipv4') return undefined;
  const said = /\bv6only:([01])/.exec(rest)?.[1];
  if (said !== undefined) return said === '1';
  return localText.startsWith('*') ? false : localText.startsWith('[::]') ? true : undefined;
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
