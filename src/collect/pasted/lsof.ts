import type { IpFamily } from '../../net/address-set.js';
import { parseListedEndpoint } from './endpoint.js';
import type { ListedHolder, ListedRow, ListedSocket, Listing } from './listed-row.js';
import { notUnderstood } from './not-understood.js';
import { isListening } from './state.js';

/**
 * COMMAND PID [TID] USER FD TYPE DEVICE SIZE/OFF NODE NAME, from the FD on: DEVICE is the socket's inode on Linux and
 * its kernel address elsewhere, NODE the protocol.
 */
const ROW =
  /^(?<command>.+?)\s+(?<pid>\d+)\s+(?:\d+\s+)?(?<user>\S+)\s+(?:\d+[a-z]?\w*)\s+(?<type>IPv[46])\s+(?<device>\S+)\s+\S+\s+(?<protocol>TCP|UDP|SCTP|UDPLITE)\s+(?<name>.+?)\s*$/;

/** Reads the rows of `lsof -nP -i`. lsof prints a row for each descriptor: those of one socket become one. */
export function parseLsof(lines: readonly string[]): Listing {
  const sockets = new Map<string, ListedSocket>();
  const rows: ListedRow[] = [];
  let onLinux = true;
  for (const line of lines) {
    const groups = ROW.exec(line)?.groups;
    if (groups === undefined) {
      if (/\sIPv[46]\s/.test(line)) rows.push(notUnderstood(line));
      continue;
    }
    const { device = '', type = '', name = '' } = groups;
    if (!/^\d+$/.test(device)) onLinux = false;
    const row = rowOf(groups);
    if (row === undefined) continue;
    const key = `${device} ${type} ${name}`;
    const known = sockets.get(key);
    if (row.kind === 'unusable') rows.push(row);
    else
      sockets.set(key, known === undefined ? row : { ...known, holders: joined(known.holders, row.holders) });
  }
  return {
    rows: [...sockets.values(), ...rows],
    platform: onLinux ? 'linux' : undefined,
    deviceKnown: false,
  };
}

/** Undefined for a socket without a local port: it is not bound to anything yet. */
function rowOf(groups: Record<string, string>): ListedRow | undefined {
  const { command = '', pid = '', user = '', type = '', device = '', name = '' } = groups;
  const protocol = (groups.protocol ?? '').toLowerCase() as ListedSocket['protocol'];
  const family: IpFamily = type === 'IPv6' ? 'ipv6' : 'ipv4';
  const [, ends = '', state = ''] = /^(\S+)(?:\s+\(([^)]*)\))?/.exec(name) ?? [];
  const [localText = '', peerText] = ends.split('->');
  const local = parseListedEndpoint(localText, family, protocol);
  if (local === undefined)
    return { kind: 'unusable', why: `${protocol} ${localText} is no address and port` };
  if (local.port === undefined) return undefined;
  const peer = peerText === undefined ? undefined : parseListedEndpoint(peerText, family, protocol);
  return {
    kind: 'socket',
    protocol,
    // A v4-mapped address is an IPv6 socket's.
    family,
    address: local.address,
    port: local.port,
    device: local.device,
    listening: isListening(protocol, state, peer),
    state,
    inode: /^\d+$/.test(device) ? Number(device) : undefined,
    holders: [{ pid: Number(pid), name: unescapeCommand(command), ...userOf(user) }],
  };
}

/** lsof writes blanks and control characters of a command as \x20. */
function unescapeCommand(text: string): string {
  return text.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function userOf(text: string): { user: string } | { uid: number } {
  return /^\d+$/.test(text) ? { uid: Number(text) } : { user: text };
}

function joined(a: readonly ListedHolder[], b: readonly ListedHolder[]): readonly ListedHolder[] {
  return [...a, ...b.filter(({ pid }) => a.every((each) => each.pid !== pid))];
}
