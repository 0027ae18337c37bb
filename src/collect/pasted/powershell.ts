import type { Protocol } from '../../model/facts.js';
import { HEADING, type ListedHolder, type ListedLine, type Listing, NO_SUCH_ROW } from './listed-line.js';
import { socketLine } from './socket-line.js';

/** Reads the tables of Get-NetTCPConnection and Get-NetUDPEndpoint: the heads name the columns that were asked for. */
export function parsePowerShell(lines: readonly string[]): Listing {
  let columns: readonly string[] | undefined;
  const read = lines.map((line): ListedLine | undefined => {
    if (/\bLocalAddress\b/.test(line) && /\bLocalPort\b/.test(line)) {
      columns = line.trim().split(/\s+/);
      return HEADING;
    }
    if (columns === undefined || line === '') return undefined;
    if (/^[-\s]+$/.test(line)) return HEADING;
    const cells = line.trim().split(/\s+/);
    if (!/^[\da-f.:]+(?:%\w+)?$/i.test(cells[columns.indexOf('LocalAddress')] ?? '')) {
      columns = undefined;
      return undefined;
    }
    return rowOf(columns, cells);
  });
  const isPowerShell = read.some((line) => line !== undefined);
  return { lines: read, platform: isPowerShell ? 'win32' : undefined, deviceKnown: false };
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
