import type { Audit } from '../model/audit.js';
import type { Exposure } from '../model/listener.js';
import { displayWidth, layOutColumns } from './columns.js';
import { escapeText } from './escape-text.js';
import { type Exposed, exposedOf, ownerText, reachedBy } from './exposed.js';
import { otherSocketLines } from './other-sockets.js';
import { whyExposed } from './why.js';
import { wrap } from './wrap.js';

export interface TableOptions {
  /** Cells in a row of the terminal: less important columns and the end of the last one give way. Undefined: no limit. */
  readonly width?: number;
  readonly colour?: boolean;
  /** No names for ports and users. */
  readonly numeric?: boolean;
}

type Row = Readonly<Record<Column, string>>;

const COLUMNS = ['REACHED BY', 'PROTO', 'ADDRESS', 'SCOPE', 'OWNER', 'SERVICE', 'NAMESPACE', 'WHY'] as const;
type Column = (typeof COLUMNS)[number];

/** What a narrow terminal does without, first to go first. */
const DISPENSABLE: readonly Column[] = ['SCOPE', 'SERVICE', 'NAMESPACE', 'WHY'];
/** Cells that the last column needs to say something. */
const ROOM_FOR_WHY = 16;

/** The audit as a plain table, worst exposure first, and below it what could not be learned. Ends with a newline. */
export function renderTable(audit: Audit, options: TableOptions = {}): string {
  const all = exposedOf(audit);
  const others = otherSocketLines(audit.otherSockets ?? [], options.width);
  const below = [...(others.length === 0 ? [] : ['', ...others]), ...footer(audit, options.width)];
  if (all.length === 0) return `${['no listeners', ...below].join('\n')}\n`;
  const rows = all.map((item) => rowOf(item, options));
  const columns = fitting(usedColumns(all, options), rows, options.width);
  const cells = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
  const lines = layOutColumns(cells, {
    width: options.width,
    paint: (text, row, column) =>
      options.colour && row > 0 && column === 0 ? paintExposure(text, all[row - 1]) : text,
  });
  return `${[...lines, ...below].join('\n')}\n`;
}

function rowOf(item: Exposed, { numeric }: TableOptions): Row {
  const { protocol, address, listener, forward, place } = item;
  return {
    'REACHED BY': reachedBy(item),
    PROTO: protocol,
    ADDRESS: escapeText(address),
    SCOPE: forward === undefined ? listener.scope : 'forwarded',
    OWNER: escapeText(ownerText(listener)) || '-',
    SERVICE: (numeric ? undefined : listener.service) ?? '-',
    NAMESPACE: escapeText(place ?? '-'),
    WHY: escapeText(whyExposed(listener)),
  };
}

function usedColumns(all: readonly Exposed[], { numeric }: TableOptions): Column[] {
  return COLUMNS.filter((column) => {
    if (column === 'SERVICE') return !numeric;
    return column !== 'NAMESPACE' || all.some(({ place }) => place !== undefined);
  });
}

function fitting(columns: readonly Column[], rows: readonly Row[], width: number | undefined): Column[] {
  const kept = [...columns];
  if (width === undefined) return kept;
  const widthOf = (column: Column) =>
    column === 'WHY'
      ? ROOM_FOR_WHY
      : Math.max(column.length, ...rows.map((row) => displayWidth(row[column]))) + 2;
  for (const column of DISPENSABLE) {
    if (kept.reduce((sum, each) => sum + widthOf(each), 0) <= width) break;
    if (kept.includes(column)) kept.splice(kept.indexOf(column), 1);
  }
  return kept;
}

/** How far the answer is complete, and what would mend it. */
function footer(audit: Audit, width: number | undefined): string[] {
  if (audit.gaps.length === 0) return [];
  const lines = audit.gaps.map(({ detail, remedy }) => {
    const mend = remedy === undefined ? '' : ` (${remedy})`;
    return escapeText(`${detail}${mend}`);
  });
  const head = audit.complete ? 'Worth knowing:' : 'This answer is not complete:';
  const broken = [...new Set(lines)].flatMap((line) =>
    width === undefined ? [line] : wrap(line, width - 2, '  '),
  );
  return ['', head, ...broken.map((line) => `  ${line}`)];
}

/** SGR parameters for each exposure, from the terminal's own 16 colours. */
const SGR: Readonly<Record<Exposure, string>> = {
  internet: '1;31',
  'private-networks': '31',
  'local-network': '33',
  vpn: '34',
  containers: '36',
  'this-host': '2',
  none: '2',
};

function paintExposure(text: string, item: Exposed | undefined): string {
  return item === undefined ? text : `\x1b[${SGR[item.widest]}m${text}\x1b[0m`;
}
