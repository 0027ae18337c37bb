import type { IpFamily } from '../../net/address-set.js';
import { type Endpoint, parseListedEndpoint } from './endpoint.js';
import type { ListedHolder, ListedRow, Listing } from './listed-row.js';
import { notUnderstood } from './not-understood.js';
import { isListening } from './state.js';

/* netstat of Windows, of Linux (net-tools), and of macOS and the BSDs: the same idea in three layouts. */

interface Line {
  readonly protocol: 'tcp' | 'udp' | 'sctp' | 'udplite' | 'raw';
  /** "4", "6", "46" (one IPv6 socket for both), or "" where the protocol's name does not tell. */
  readonly suffix: string;
  readonly local: string;
  readonly foreign: string;
  /** What follows the addresses. */
  readonly rest: string;
}

type Layout = 'windows' | 'net-tools' | 'bsd';

/** Reads the rows of a netstat listing; lines that are no rows are passed over. */
export function parseNetstat(lines: readonly string[]): Listing {
  const read = lines.map(readLine);
  const layout = layoutOf(read.filter((line) => line !== undefined));
  const context = {
    layout,
    wide: isWide(read, layout),
    namesDualStack: read.some((line) => line?.suffix === '4' || line?.suffix === '46'),
    pidColumn: pidColumnOf(lines),
  };
  const rows: ListedRow[] = [];
  for (const [index, line] of read.entries()) {
    const text = lines[index] ?? '';
    if (line === undefined && LOOKS_LIKE_ROW.test(text)) rows.push(notUnderstood(text));
    if (line !== undefined) {
      const row = rowOf(line, context, lines[index + 1] ?? '');
      if (row !== undefined) rows.push(row);
    }
  }
  return { rows, platform: platformOf(layout, lines), deviceKnown: false };
}

const LOOKS_LIKE_ROW = /^\s*(tcp|udp|sctp|udplite|raw)(46|4|6)?\s+\S/i;

interface Context {
  readonly layout: Layout;
  /** Addresses are printed in full (-W, -l). */
  readonly wide: boolean;
  /** This netstat writes tcp46 for a dual-stack socket, so that tcp6 means IPv6 only. */
  readonly namesDualStack: boolean;
  /** Place of the pid among the blank-separated columns after the state (netstat -anv of older macOS). */
  readonly pidColumn: number | undefined;
}

function readLine(text: string): Line | undefined {
  const match =
    /^\s*(?<protocol>tcp|udp|sctp|udplite|raw)(?<suffix>46|4|6)?\s+(?:\d+\s+\d+\s+)?(?<local>\S*[.:]\S+)\s+(?<foreign>\S*[.:]\S+)(?<rest>\s.*)?$/i.exec(
      text,
    );
  if (match?.groups === undefined) return undefined;
  const { protocol = '', suffix = '', local = '', foreign = '', rest = '' } = match.groups;
  return { protocol: protocol.toLowerCase() as Line['protocol'], suffix, local, foreign, rest: rest.trim() };
}

/** Undefined for a socket without a local port: it is not bound to anything yet. */
function rowOf(line: Line, context: Context, next: string): ListedRow | undefined {
  const { protocol, suffix, rest } = line;
  const family: IpFamily =
    suffix.startsWith('6') || suffix === '46' || line.local.includes('::') ? 'ipv6' : 'ipv4';
  const local = parseListedEndpoint(line.local, family, protocol);
  const foreign = parseListedEndpoint(line.foreign, family, protocol);
  if (mayBeCut(line.local, local, context))
    return { kind: 'unusable', why: `${protocol} ${line.local} may be cut off` };
  if (local === undefined)
    return { kind: 'unusable', why: `${protocol} ${line.local} is no address and port` };
  if (local.port === undefined) return undefined;
  const { state, uid, inode, holders } = readRest(rest, context, next);
  return {
    kind: 'socket',
    protocol,
    family: local.family,
    address: local.address,
    port: local.port,
    device: local.device,
    v6only: v6onlyOf(line, local, context),
    listening: isListening(protocol, state, foreign),
    state,
    uid,
    inode,
    holders,
  };
}

function v6onlyOf({ suffix }: Line, { family }: Endpoint, { namesDualStack }: Context): boolean | undefined {
  if (family === 'ipv4') return undefined;
  if (suffix === '46') return false;
  return namesDualStack ? true : undefined;
}

interface Rest {
  readonly state: string;
  readonly uid?: number;
  readonly inode?: number;
  readonly holders: readonly ListedHolder[];
}

function readRest(rest: string, { layout, pidColumn }: Context, next: string): Rest {
  const [, state = '', after = ''] = /^(\p{L}[\p{L}\d_\uFFFD'-]*(?=\s|$))?\s*(.*)$/u.exec(rest) ?? [];
  if (layout === 'windows') {
    const pid = /^(\d+)/.exec(after)?.[1];
    // With -b the program stands in brackets on a line of its own.
    const name = /^\s*\[(.+)\]\s*$/.exec(next)?.[1] ?? '';
    return { state, holders: pid === undefined || pid === '0' ? [] : [{ pid: Number(pid), name }] };
  }
  if (layout === 'net-tools') {
    const match = /^(?:(\d+)\s+(\d+)\s*)?(?:(\d+)\/(.*)|-)?/.exec(after);
    const [, uid, inode, pid, name = ''] = match ?? [];
    return {
      state,
      uid: numberOf(uid),
      inode: numberOf(inode),
      holders: pid === undefined ? [] : [{ pid: Number(pid), name: name.trim() }],
    };
  }
  const named = /^(?:\d+\s+){2,4}(\S.*?):(\d+)\s/.exec(after);
  if (named !== null) return { state, holders: [{ pid: Number(named[2]), name: named[1] ?? '' }] };
  const pid = pidColumn === undefined ? undefined : numberOf(after.split(/\s+/)[pidColumn]);
  return { state, holders: pid === undefined ? [] : [{ pid, name: '' }] };
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function layoutOf(lines: readonly Line[]): Layout {
  if (lines.some(({ local, foreign }) => /^\*\.|\.\*$/.test(`${local} ${foreign}`))) return 'bsd';
  if (lines.some(({ local, foreign }) => /\[|:0$/.test(`${local} ${foreign}`))) return 'windows';
  if (lines.some(({ foreign }) => /:\*$/.test(foreign) && foreign !== '*:*')) return 'net-tools';
  if (lines.some(({ local }) => /\d\.\d+$/.test(local) && !/:\d+$/.test(local))) return 'bsd';
  return lines.some(({ foreign }) => foreign === '*:*') ? 'windows' : 'net-tools';
}

/** Without -W and -l, the BSDs print 16 characters of an address, net-tools 22 of address and port together. */
const BSD_ADDRESS = 16;
const NET_TOOLS_ADDRESS_AND_PORT = 22;

function mayBeCut(text: string, endpoint: Endpoint | undefined, { layout, wide }: Context): boolean {
  if (wide || layout === 'windows' || endpoint?.family === 'ipv4') return false;
  const [host, port] = splitPort(text);
  if (!host.includes(':')) return false;
  return layout === 'bsd'
    ? host.length >= BSD_ADDRESS
    : host.length + port.length >= NET_TOOLS_ADDRESS_AND_PORT;
}

function isWide(lines: readonly (Line | undefined)[], layout: Layout): boolean {
  return lines
    .flatMap((line) => (line === undefined ? [] : [line.local, line.foreign]))
    .some((text) => {
      const [host, port] = splitPort(text);
      return layout === 'bsd'
        ? host.length > BSD_ADDRESS
        : host.length + port.length > NET_TOOLS_ADDRESS_AND_PORT;
    });
}

function splitPort(text: string): [host: string, port: string] {
  const at = Math.max(text.lastIndexOf('.'), text.lastIndexOf(':'));
  return [text.slice(0, at), text.slice(at + 1)];
}

function pidColumnOf(lines: readonly string[]): number | undefined {
  const header = lines.find((line) => /\(state\).*\bpid\b/.test(line));
  if (header === undefined) return undefined;
  const columns = header
    .slice(header.indexOf('(state)') + '(state)'.length)
    .trim()
    .split(/\s+/);
  return columns.indexOf('pid') < 0 ? undefined : columns.indexOf('pid');
}

function platformOf(layout: Layout, lines: readonly string[]): string | undefined {
  if (layout === 'windows') return 'win32';
  if (layout === 'net-tools') return 'linux';
  return lines.some((line) => line.includes('rhiwat')) ? 'darwin' : undefined;
}
