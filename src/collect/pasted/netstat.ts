import type { Protocol } from '../../model/facts.js';
import { type Cut, isCut, isWide } from './cut-address.js';
import type { Endpoint } from './endpoint.js';
import { type ListedHolder, type ListedLine, type Listing, NO_SUCH_ROW } from './listed-line.js';
import { socketLine } from './socket-line.js';
import { stateOfWord } from './state.js';

/* netstat of Linux (net-tools, busybox), and of macOS and the BSDs: one idea in two layouts. */

interface Row {
  readonly protocol: Protocol;
  /** "4", "6", "46" (one IPv6 socket for both), or "" where the protocol's name does not tell. */
  readonly suffix: string;
  readonly local: string;
  readonly foreign: string;
  /** What follows the addresses. */
  readonly rest: string;
  readonly layout: Cut['layout'];
  /** It begins with the address of a kernel structure. */
  readonly control: boolean;
}

/** Before the protocol, netstat -A of the BSDs and macOS prints the address of a kernel structure or two. */
const ROW =
  /^\s*(?<control>(?:(?:0x)?[\da-f]{6,16}\s+(?:[\da-f]{1,8}\s+)?)?)(?<protocol>tcp|udp|sctp|udplite|raw)(?<suffix>46|4|6)?\s+(?<queues>\d+\s+\d+)\s+(?<local>\S*[.:]\S+)\s+(?<foreign>\S*[.:]\S+)(?<rest>\s.*)?$/;

const LOOKS_LIKE_ROW = /^\s*(tcp|udp|sctp|udplite|raw)(46|4|6)?\s+\d+(\s|$)/;

/** Reads the rows of a netstat listing of Linux, macOS or a BSD. */
export function parseNetstat(lines: readonly string[]): Listing {
  const rows = lines.map(readRow);
  const found = rows.filter((row) => row !== undefined);
  const wide = { bsd: isWide(found, 'bsd'), 'net-tools': isWide(found, 'net-tools') };
  const context = {
    wide,
    // OpenBSD has no dual-stack sockets (its inet6(4)).
    tellsV6only: isOpenBsd(lines) || found.some(({ suffix }) => suffix === '4' || suffix === '46'),
    pidColumn: pidColumnOf(lines),
  };
  const read = lines.map((line, index) => {
    const row = rows[index];
    if (row !== undefined) return lineOf(row, context);
    return LOOKS_LIKE_ROW.test(line) ? NO_SUCH_ROW : undefined;
  });
  return { lines: read, platform: platformOf(found, lines), deviceKnown: false };
}

interface Context {
  /** Addresses are printed in full (-W, -l). */
  readonly wide: Readonly<Record<Cut['layout'], boolean>>;
  /** A dual-stack socket would be written as tcp46 here, so that tcp6 means IPv6 only. */
  readonly tellsV6only: boolean;
  /** Place of the pid among the blank-separated columns after the state (netstat -anv of older macOS). */
  readonly pidColumn: number | undefined;
}

function readRow(text: string): Row | undefined {
  const groups = ROW.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { control = '', protocol = '', suffix = '', local = '', foreign = '', rest = '' } = groups;
  const layout =
    /^\*\.|\.\*$|^[^:]*(?:\.[^.:]+){4}$|:.*\.[^.:]+$/.test(local) || /\.\*$/.test(foreign)
      ? 'bsd'
      : 'net-tools';
  return {
    protocol: protocol as Protocol,
    suffix,
    local,
    foreign,
    rest: rest.trim(),
    layout,
    control: control !== '',
  };
}

function lineOf(row: Row, context: Context): ListedLine {
  const { protocol, suffix, local, foreign, layout } = row;
  const isIpv6 = suffix.startsWith('6') || suffix === '46' || local.includes('::');
  const { word, uid, inode, holders } = readRest(row, context);
  return socketLine({
    protocol,
    family: isIpv6 ? 'ipv6' : 'ipv4',
    local,
    peer: foreign,
    word,
    v6only: (end) => v6onlyOf(suffix, end, context),
    cut: (text, end) =>
      isCut({ text, layout, family: end?.family, wide: context.wide[layout], control: row.control }),
    uid,
    inode,
    holders,
  });
}

function v6onlyOf(suffix: string, { family }: Endpoint, { tellsV6only }: Context): boolean | undefined {
  if (family === 'ipv4') return undefined;
  if (suffix === '46') return false;
  return tellsV6only ? true : undefined;
}

interface Rest {
  readonly word: string;
  readonly uid?: number;
  readonly inode?: number;
  readonly holders: readonly ListedHolder[];
}

/** POSLEDNÍ ACK, of net-tools in Czech, is the one state with a blank in it. */
const STATE = /^((?:\p{L}|[\ufffd?]\p{L})[\p{L}\d_\ufffd?'-]*(?:\s+ACK)?(?=\s|$))?\s*(.*)$/u;

function readRest({ protocol, rest, layout }: Row, { pidColumn }: Context): Rest {
  // A raw socket's state is a bare number.
  const words = protocol === 'raw' && layout === 'net-tools' ? rest.replace(/^\d+\s*/, '') : rest;
  const [, first = '', others = ''] = STATE.exec(words) ?? [];
  // UDP mostly has no state: what comes first may be the name of a user.
  const isState = protocol === 'tcp' || protocol === 'sctp' || stateOfWord(first) !== undefined;
  const [word, after] = isState ? [first, others] : ['', words];
  if (layout === 'net-tools') {
    const match = /^(?:(\d+|[a-z_][\w-]*\$?)\s+(\d+)\s*)?(?:(\d+)\/(.*)|-)?/.exec(after);
    const [, uid, inode, pid, name = ''] = match ?? [];
    // -o prints the timer behind the name.
    const program = name.replace(/\s+(?:off|on|keepalive|timewait|unkn-\d+|probe) \([\d./]+\)$/, '').trim();
    return {
      word,
      uid: numberOf(uid),
      inode: numberOf(inode),
      holders: pid === undefined ? [] : [{ pid: Number(pid), name: program }],
    };
  }
  const named = /^(?:\d+\s+){2,4}(\S.*?):(\d+)\s/.exec(after);
  const pid = named?.[2] ?? (pidColumn === undefined ? undefined : after.split(/\s+/)[pidColumn]);
  // Pid 0 is the kernel: it keeps what a program has left.
  const holders = /^[1-9]\d*$/.test(pid ?? '') ? [{ pid: Number(pid), name: named?.[1] ?? '' }] : [];
  return { word, holders };
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
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

/** Its netstat heads the column of states as no other does. */
function isOpenBsd(lines: readonly string[]): boolean {
  return lines.some((line) => /^\s*Proto\s.*\sTCP-State\b/.test(line));
}

function platformOf(rows: readonly Row[], lines: readonly string[]): string | undefined {
  if (rows.some(({ layout }) => layout === 'net-tools')) return 'linux';
  if (rows.length === 0) return undefined;
  if (isOpenBsd(lines)) return 'openbsd';
  return lines.some((line) => /rhiwat|Active Multipath|LOCAL \(UNIX\)|kctl|Flowhash/.test(line))
    ? 'darwin'
    : undefined;
}
