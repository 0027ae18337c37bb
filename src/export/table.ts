import type { Audit, AuditedListener } from '../model/audit.js';
import { AUDIENCES, type Exposure } from '../model/listener.js';
import type { Forward } from '../model/reach.js';
import type { Reason } from '../model/reason.js';
import { displayWidth, layOutColumns } from './columns.js';
import { listenerEndpoint } from './endpoint.js';
import { escapeText } from './escape-text.js';
import { byExposure } from './rank.js';
import { whyExposed } from './why.js';

export interface TableOptions {
  /** Tells a reason in a few words. */
  readonly sentence: (reason: Reason) => string;
  /** Cells in a row of the terminal: less important columns and the end of the last one give way. Undefined: no limit. */
  readonly width?: number;
  readonly colour?: boolean;
  /** No names for ports and users. */
  readonly numeric?: boolean;
}

interface Row {
  readonly exposure: Exposure;
  readonly cells: Readonly<Record<Column, string>>;
}

const COLUMNS = ['REACHED BY', 'PROTO', 'ADDRESS', 'SCOPE', 'OWNER', 'SERVICE', 'NAMESPACE', 'WHY'] as const;
type Column = (typeof COLUMNS)[number];

/** What a narrow terminal does without, first to go first. */
const DISPENSABLE: readonly Column[] = ['SCOPE', 'SERVICE', 'NAMESPACE', 'WHY'];
/** Cells that the last column needs to say something. */
const ROOM_FOR_WHY = 16;

/** The audit as a plain table, worst exposure first, and below it what could not be learned. Ends with a newline. */
export function renderTable(audit: Audit, options: TableOptions): string {
  const rows = [
    ...[...audit.listeners].sort(byExposure).map((listener) => listenerRow(listener, options)),
    ...audit.forwards.map((forward) => forwardRow(forward, options)),
  ];
  if (rows.length === 0) return `${['no listeners', ...footer(audit)].join('\n')}\n`;
  const columns = fitting(usedColumns(audit, options), rows, options.width);
  const cells = [columns, ...rows.map((row) => columns.map((column) => row.cells[column]))];
  const lines = layOutColumns(cells, {
    width: options.width,
    paint: (text, row, column) =>
      options.colour && row > 0 && column === 0
        ? paintExposure(text, rows[row - 1]?.exposure ?? 'none')
        : text,
  });
  return `${[...lines, ...footer(audit)].join('\n')}\n`;
}

function listenerRow(listener: AuditedListener, { sentence, numeric }: TableOptions): Row {
  const { exposure, exposureAtMost } = listener;
  const possible = exposureAtMost === undefined ? [] : [`${exposureAtMost}?`];
  const certain = exposure === 'none' && possible.length > 0 ? [] : [exposure];
  return {
    exposure: exposureAtMost ?? exposure,
    cells: {
      'REACHED BY': [...certain, ...possible].join(', '),
      PROTO: listener.protocol,
      ADDRESS: escapeText(listenerEndpoint(listener)),
      SCOPE: listener.scope,
      OWNER: ownerText(listener),
      SERVICE: (numeric ? undefined : listener.service) ?? '-',
      NAMESPACE: listener.namespace,
      WHY: escapeText(whyExposed(listener, sentence)),
    },
  };
}

function forwardRow(forward: Forward, { sentence }: TableOptions): Row {
  const entries = forward.reach.filter(({ verdict }) => verdict === 'allowed');
  const exposure =
    AUDIENCES.findLast((audience) => entries.some((entry) => entry.audience === audience)) ?? 'none';
  const deciding = entries.find(({ audience }) => audience === exposure) ?? forward.reach[0];
  return {
    exposure,
    cells: {
      'REACHED BY': exposure,
      PROTO: forward.protocol,
      ADDRESS: `:${forward.port} → ${forward.target.address}:${forward.target.port}`,
      SCOPE: 'forwarded',
      OWNER: '-',
      SERVICE: '-',
      NAMESPACE: forward.namespace,
      WHY: deciding === undefined ? '' : escapeText(sentence(deciding.reason)),
    },
  };
}

/** "nginx/812", "nginx/812 +3", "web/1 (container)"; who holds it is said for the first, the rest is counted. */
function ownerText({ owner }: AuditedListener): string {
  const [first, ...others] = owner.processes;
  if (first === undefined) return owner.kind === 'kernel' ? 'kernel' : '-';
  const container = first.container === undefined ? '' : ` (${first.container})`;
  const more = others.length === 0 ? '' : ` +${others.length}`;
  return escapeText(`${first.name}/${first.pid}${container}${more}`);
}

function usedColumns(audit: Audit, { numeric }: TableOptions): Column[] {
  const namespaces = new Set(audit.listeners.map(({ namespace }) => namespace));
  return COLUMNS.filter((column) => {
    if (column === 'SERVICE') return !numeric;
    return column !== 'NAMESPACE' || namespaces.size > 1;
  });
}

function fitting(columns: readonly Column[], rows: readonly Row[], width: number | undefined): Column[] {
  const kept = [...columns];
  if (width === undefined) return kept;
  const widthOf = (column: Column) =>
    column === 'WHY'
      ? ROOM_FOR_WHY
      : Math.max(column.length, ...rows.map(({ cells }) => displayWidth(cells[column]))) + 2;
  for (const column of DISPENSABLE) {
    if (kept.reduce((sum, each) => sum + widthOf(each), 0) <= width) break;
    if (kept.includes(column)) kept.splice(kept.indexOf(column), 1);
  }
  return kept;
}

/** How far the answer is complete, and what would mend it. */
function footer(audit: Audit): string[] {
  if (audit.gaps.length === 0) return [];
  const lines = audit.gaps.map(({ detail, remedy }) => {
    const mend = remedy === undefined ? '' : ` (${remedy})`;
    return `  ${escapeText(`${detail}${mend}`)}`;
  });
  const head = audit.complete ? 'Worth knowing:' : 'This answer is not complete:';
  return ['', head, ...new Set(lines)];
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

function paintExposure(text: string, exposure: Exposure): string {
  return `\x1b[${SGR[exposure]}m${text}\x1b[0m`;
}
