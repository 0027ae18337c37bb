import type { Protocol } from '../../model/facts.js';
import {
  DETAIL,
  HEADING,
  type ListedHolder,
  type ListedLine,
  type Listing,
  NO_SUCH_ROW,
} from './listed-line.js';
import { socketLine } from './socket-line.js';

/** "LocalAddress  : 0.0.0.0" of a list, where each property has a line of its own. */
const PROPERTY = /^\s*(?<name>[A-Z]\w+)\s+:(?: (?<value>.*))?$/;

/**
 * Reads the tables of Get-NetTCPConnection and Get-NetUDPEndpoint, whose heads name the columns that were asked for, and
 * their lists.
 */
export function parsePowerShell(lines: readonly string[]): Listing {
  let columns: readonly string[] | undefined;
  const read: (ListedLine | undefined)[] = [];
  for (const [index, line] of lines.entries()) {
    const property = PROPERTY.exec(line)?.groups;
    if (property !== undefined) {
      read.push(property.name === 'LocalAddress' ? listRow(lines, index) : partOfList(read.at(-1)));
    } else if (/\bLocalAddress\b/.test(line) && /\bLocalPort\b/.test(line)) {
      columns = line.trim().split(/\s+/);
      read.push(HEADING);
    } else if (columns === undefined || line === '') read.push(undefined);
    else if (/^[-\s]+$/.test(line)) read.push(HEADING);
    else {
      const cells = line.trim().split(/\s+/);
      if (!/^[\da-f.:]+(?:%\w+)?$/i.test(cells[columns.indexOf('LocalAddress')] ?? '')) columns = undefined;
      read.push(columns && rowOf(columns, cells));
    }
  }
  const isPowerShell = read.some((line) => line !== undefined);
  return { lines: read, platform: isPowerShell ? 'win32' : undefined, deviceKnown: false };
}

/** The row whose properties begin on a line, and end before a blank line or the next row. */
function listRow(lines: readonly string[], from: number): ListedLine {
  const properties = new Map<string, string>();
  for (const line of lines.slice(from)) {
    const { name, value = '' } = PROPERTY.exec(line)?.groups ?? {};
    if (name === undefined || properties.has(name)) break;
    properties.set(name, value.trim() || '-');
  }
  return rowOf([...properties.keys()], [...properties.values()]);
}

/** Properties before the address ("CreationTime") begin a row as well: they are part of it. */
function partOfList(before: ListedLine | undefined): ListedLine | undefined {
  return before === undefined || before.kind === 'heading' ? undefined : DETAIL;
}

function rowOf(columns: readonly string[], cells: readonly string[]): ListedLine {
  const protocol: Protocol = columns.includes('RemoteAddress') || columns.includes('State') ? 'tcp' : 'udp';
  const cell = (name: string): string | undefined => {
    const at = columns.indexOf(name);
    if (at < 0) return undefined;
    // AppliedSetting is blank for what is not connected: what stands behind it is counted from the end.
    const blank = columns.indexOf('AppliedSetting');
    return cells.length < columns.length && blank >= 0 && at > blank
      ? cells[at - columns.length + cells.length]
      : cells[at];
  };
  const [address = '', port = '', state = ''] = [cell('LocalAddress'), cell('LocalPort'), cell('State')];
  if (!/^\d+$/.test(port) || (protocol === 'tcp' && state === '')) return NO_SUCH_ROW;
  const pid = cell('OwningProcess');
  const holders: ListedHolder[] =
    pid !== undefined && /^[1-9]\d*$/.test(pid) ? [{ pid: Number(pid), name: '' }] : [];
  return socketLine({
    protocol,
    family: address.includes(':') ? 'ipv6' : 'ipv4',
    local: `[${address}]:${port}`,
    peer: protocol === 'udp' ? '*' : peerText(cell('RemoteAddress'), cell('RemotePort')),
    word: state,
    holders,
  });
}

function peerText(address: string | undefined, port: string | undefined): string {
  return address === undefined ? '' : `[${address}]:${port ?? '*'}`;
}
