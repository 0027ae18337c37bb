import { parseListedEndpoint } from './endpoint.js';
import type { ListedRow, Listing } from './listed-row.js';
import { notUnderstood } from './not-understood.js';
import { isListening } from './state.js';

/** USER COMMAND PID FD PROTO LOCAL FOREIGN, as sockstat(1) of FreeBSD and NetBSD prints them; `?` is no known holder. */
const ROW =
  /^(?<user>\S+)\s+(?<command>\S.*?)\s+(?<pid>\d+|\?)\s+(?<fd>\d+|\?)\s+(?<protocol>tcp|udp|sctp|udplite)(?<suffix>46|4|6)?\s+(?<local>\S+)\s+(?<foreign>\S+)(?:\s+(?<state>[A-Z_]\S*))?/;

/** Reads the rows of `sockstat -46`. A TCP socket without a peer is a listener: sockstat shows no others. */
export function parseSockstat(lines: readonly string[]): Listing {
  const rows: ListedRow[] = [];
  for (const line of lines) {
    const groups = ROW.exec(line)?.groups;
    const row = groups === undefined ? unreadRow(line) : rowOf(groups);
    if (row !== undefined) rows.push(row);
  }
  return { rows, platform: rows.length > 0 ? 'freebsd' : undefined, deviceKnown: false };
}

function unreadRow(line: string): ListedRow | undefined {
  return /^\S+\s+\S.*\s(tcp|udp|sctp)(46|4|6)?\s+\S+\s+\S+\s*$/.test(line) ? notUnderstood(line) : undefined;
}

/** Undefined for a socket without a local port: it is not bound to anything yet. */
function rowOf(groups: Record<string, string>): ListedRow | undefined {
  const { user = '', command = '', pid = '', suffix = '', local: localText = '', foreign = '' } = groups;
  const protocol = groups.protocol as 'tcp' | 'udp' | 'sctp' | 'udplite';
  const family = suffix === '6' || suffix === '46' ? 'ipv6' : 'ipv4';
  const local = parseListedEndpoint(localText, family, protocol);
  const peer = parseListedEndpoint(foreign, family, protocol);
  if (local === undefined)
    return { kind: 'unusable', why: `${protocol} ${localText} is no address and port` };
  if (local.port === undefined) return undefined;
  const hasPeer = peer?.port !== undefined && peer.port !== 0;
  const state = groups.state ?? (protocol === 'tcp' && !hasPeer ? 'LISTEN' : '');
  return {
    kind: 'socket',
    protocol,
    family: local.family,
    address: local.address,
    port: local.port,
    device: local.device,
    v6only: local.family === 'ipv6' ? suffix !== '46' : undefined,
    listening: isListening(protocol, state, peer),
    state,
    holders: pid === '?' ? [] : [{ pid: Number(pid), name: command, user }],
  };
}
