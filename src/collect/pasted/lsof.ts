import type { IpFamily } from '../../net/address-set.js';
import { type ListedHolder, type ListedLine, type Listing, NO_SUCH_ROW } from './listed-line.js';
import { type SocketColumns, socketLine } from './socket-line.js';

/**
 * COMMAND PID [TID] USER FD TYPE DEVICE SIZE/OFF NODE NAME, from the FD on: DEVICE is the socket's inode on Linux and
 * its kernel address elsewhere, NODE the protocol.
 */
const ROW =
  /^\s*(?<command>\S.*?)\s+(?<pid>\d+)\s+(?:\d+\s+)?(?<user>\S+)\s+(?:\d+[a-z]?\w*)\s+(?<type>IPv[46])\s+(?<device>\S+)\s+\S+\s+(?<protocol>TCP|UDP|SCTP|UDPLITE|RAW|ICMP(?:V6)?)\s+(?<name>\S.*?)\s*$/i;

const LOOKS_LIKE_ROW = /\s\d+[a-z]?\w*\s+IPv[46]\s/;

/** COMMAND PID USER FD TYPE of whatever else a process has open. */
const OTHER =
  /^\s*\S.*?\s+\d+\s+\S+\s+(?<fd>cwd|rtd|txt|mem|DEL|NOFD|\d+[a-z]?\w*)\s+(?<type>REG|DIR|CHR|BLK|FIFO|PIPE|unix|a_inode|netlink|pack|sock|KQUEUE|systm|NPOLICY|PSXSHM|PSXSEM|ATALK|rte|key|ndrv|unknown)\b/;

/** Reads the rows of `lsof -nP -i`. lsof prints a row for each descriptor: those of one socket share their identity. */
export function parseLsof(lines: readonly string[]): Listing {
  const read = lines.map(readLine);
  const devices = lines.flatMap((line) => ROW.exec(line)?.groups?.device ?? []);
  const onLinux = devices.length > 0 && devices.every((device) => /^\d+$/.test(device));
  return { lines: read, platform: onLinux ? 'linux' : undefined, deviceKnown: false };
}

function readLine(line: string): ListedLine | undefined {
  const groups = ROW.exec(line)?.groups;
  if (groups !== undefined) return rowOf(groups);
  if (LOOKS_LIKE_ROW.test(line)) return NO_SUCH_ROW;
  const type = OTHER.exec(line)?.groups?.type;
  if (type === undefined) return undefined;
  if (type === 'unix' || type === 'netlink') return { kind: 'other', what: type };
  if (type === 'pack') return { kind: 'other', what: 'packet' };
  return { kind: 'other', what: type === 'systm' ? 'kernel' : type === 'sock' ? 'other' : 'file' };
}

function rowOf(groups: Record<string, string>): ListedLine {
  const { command = '', pid = '', user = '', type = '', device = '', name = '' } = groups;
  const protocol = (groups.protocol ?? '').toLowerCase();
  if (protocol.startsWith('icmp')) return { kind: 'other', what: 'internet-protocol' };
  // lsof says so of a socket that its process has not closed though the connection is gone.
  if (/^no PCB\b/.test(name)) return { kind: 'other', what: 'unbound' };
  const family: IpFamily = type === 'IPv6' ? 'ipv6' : 'ipv4';
  const [, ends = '', word = ''] = /^(\S+)(?:\s+\(([^)]*)\))?/.exec(name) ?? [];
  const [local = '', peer = ''] = ends.split('->');
  const line = socketLine({
    protocol: protocol as SocketColumns['protocol'],
    family,
    local,
    peer,
    word,
    inode: /^\d+$/.test(device) ? Number(device) : undefined,
    holders: [{ pid: Number(pid), name: unescapeCommand(command), ...userOf(user) }],
    identity: `${device} ${type} ${name}`,
  });
  // A v4-mapped address is an IPv6 socket's, though lsof prints the IPv4 address alone.
  return line.kind === 'listener' ? { ...line, family } : line;
}

/** lsof writes blanks and control characters of a command as \x20. */
function unescapeCommand(text: string): string {
  return text.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function userOf(text: string): Pick<ListedHolder, 'user'> | Pick<ListedHolder, 'uid'> {
  return /^\d+$/.test(text) ? { uid: Number(text) } : { user: text };
}
