import type { Protocol } from '../../model/facts.js';
import { DETAIL, type ListedHolder, type ListedLine, type Listing, NO_SUCH_ROW } from './listed-line.js';
import { socketLine } from './socket-line.js';

/** Proto, local and foreign address, and with -o or -b the pid; the state stands between where there is one. */
const ROW =
  /^\s*(?<protocol>TCP|UDP|SCTP)\s+(?<local>\S*[.:]\S+)\s+(?<foreign>\S*[.:]\S+)(?:\s+(?<state>(?!\d+\s*$)\S+(?:\s+(?!\d|InHost|Offloaded)\S+)*?))?(?:\s+(?<pid>\d+))?(?:\s+(?:InHost|Offloaded))?\s*$/;

const LOOKS_LIKE_ROW = /^\s*(?:TCP|UDP|SCTP)\s+\S/;

/** Below a row, -b prints the service and the program, or in one sentence that it may not tell. */
const PROGRAM = /^\s*\[(?<name>.+)\]$/;
const OWNERSHIP_UNKNOWN = /^\s*(?:Can ?not obtain|Es konnten keine Besitzer)/i;

/** Reads the rows of netstat of Windows, and what -b prints between them. */
export function parseWindowsNetstat(lines: readonly string[]): Listing {
  const read: (ListedLine | undefined)[] = [];
  for (const [index, line] of lines.entries()) {
    const groups = ROW.exec(line)?.groups;
    if (groups !== undefined) read.push(rowOf(groups, programBelow(lines, index)));
    else if (LOOKS_LIKE_ROW.test(line)) read.push(NO_SUCH_ROW);
    else read.push(read.at(-1) && isBelowRow(line, lines[index + 1] ?? '') ? DETAIL : undefined);
  }
  const isWindows = read.some((line) => line !== undefined);
  return { lines: read, platform: isWindows ? 'win32' : undefined, deviceKnown: false };
}

function isBelowRow(line: string, next: string): boolean {
  if (PROGRAM.test(line) || OWNERSHIP_UNKNOWN.test(line)) return true;
  return /^\s+\S+$/.test(line) && PROGRAM.test(next);
}

/** The program that -b names for a row: on the next line, or behind the name of a service. */
function programBelow(lines: readonly string[], index: number): string {
  const [first = '', second = ''] = lines.slice(index + 1, index + 3);
  const named = PROGRAM.exec(first) ?? (/^\s+\S+$/.test(first) ? PROGRAM.exec(second) : null);
  return named?.groups?.name ?? '';
}

function rowOf(groups: Record<string, string>, name: string): ListedLine {
  const { protocol = '', local = '', foreign = '', state = '', pid } = groups;
  // Pid 0 is the idle process: nobody holds the connection any more.
  const holders: ListedHolder[] = pid === undefined || pid === '0' ? [] : [{ pid: Number(pid), name }];
  return socketLine({
    protocol: protocol.toLowerCase() as Protocol,
    family: local.includes('::') ? 'ipv6' : 'ipv4',
    local,
    peer: foreign,
    word: state.replace(/\s+/g, '_'),
    holders,
  });
}
