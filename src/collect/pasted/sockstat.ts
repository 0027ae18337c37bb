import type { Protocol } from '../../model/facts.js';
import { type ListedLine, type Listing, NO_SUCH_ROW } from './listed-line.js';
import { socketLine } from './socket-line.js';

/** USER COMMAND PID FD PROTO LOCAL FOREIGN, as sockstat(1) of FreeBSD and NetBSD prints them; `?` is no known holder. */
const ROW =
  /^\s*(?<user>\S+)\s+(?<command>\S.*?)\s+(?<pid>\d+|\?)\s+(?<fd>\d+|\?)\s+(?<protocol>tcp|udp|sctp|udplite)(?<suffix>46|4|6)?\s+(?<local>\S+)\s+(?<foreign>\S+)(?:\s+(?<state>[A-Z_]\S*))?/;

const LOOKS_LIKE_ROW = /^\s*\S+\s+\S.*\s(tcp|udp|sctp)(46|4|6)?\s+\S+\s+\S+\s*$/;

const UNIX = /^\s*\S+\s+\S.*?\s+(?:\d+|\?)\s+(?:\d+|\?)\s+(?:stream|dgram|seqpack?e?t?)(?:\s|$)/;

/** Reads the rows of `sockstat -46`. */
export function parseSockstat(lines: readonly string[]): Listing {
  const read = lines.map(readLine);
  return {
    lines: read,
    platform: read.some((line) => line !== undefined) ? 'freebsd' : undefined,
    deviceKnown: false,
  };
}

function readLine(line: string): ListedLine | undefined {
  const groups = ROW.exec(line)?.groups;
  if (groups !== undefined) return rowOf(groups);
  if (UNIX.test(line)) return { kind: 'other', what: 'unix' };
  // Windows and net-tools begin with the protocol, ss with it or the state.
  return LOOKS_LIKE_ROW.test(line) && !/^\s*(tcp|udp|sctp|raw)/i.test(line) ? NO_SUCH_ROW : undefined;
}

function rowOf(groups: Record<string, string>): ListedLine {
  const { user = '', command = '', pid = '', suffix = '', local = '', foreign = '' } = groups;
  const protocol = groups.protocol as Protocol;
  const hasPeer = !/[.:](\*|0)$/.test(foreign);
  return socketLine({
    protocol,
    family: suffix === '6' || suffix === '46' ? 'ipv6' : 'ipv4',
    local,
    peer: foreign,
    // Without -s it names no states, and shows no TCP socket without a peer but listeners.
    word: groups.state ?? (protocol === 'tcp' && !hasPeer ? 'LISTEN' : ''),
    v6only: ({ family }) => (family === 'ipv6' ? suffix !== '46' : undefined),
    holders: pid === '?' ? [] : [{ pid: Number(pid), name: command, user }],
  });
}
