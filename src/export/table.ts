import { endpoint } from '../explain/endpoint.js';
import { namespaceLabel } from '../explain/namespace-words.js';
import { reasonSentence } from '../explain/reasons.js';
import type { Audit, AuditedListener } from '../model/audit.js';
import { AUDIENCES, type Exposure } from '../model/listener.js';
import type { Forward } from '../model/reach.js';
import { displayWidth, layOutColumns } from './columns.js';
import { escapeText } from './escape-text.js';
import { listenerEndpoint } from './listener-endpoint.js';
import { byExposure, type Ranked } from './rank.js';
import { whyExposed } from './why.js';
import { wrap } from './wrap.js';

export interface TableOptions {
  /** Cells in a row of the terminal: less important columns and the end of the last one give way. Undefined: no limit. */
  readonly width?: number;
  readonly colour?: boolean;
  /** No names for ports and users. */
  readonly numeric?: boolean;
}

interface Row extends Ranked {
  readonly cells: Readonly<Record<Column, string>>;
}

const COLUMNS = ['REACHED BY', 'PROTO', 'ADDRESS', 'SCOPE', 'OWNER', 'SERVICE', 'NAMESPACE', 'WHY'] as const;
type Column = (typeof COLUMNS)[number];

/** What a narrow terminal does without, first to go first. */
const DISPENSABLE: readonly Column[] = ['SCOPE', 'SERVICE', 'NAMESPACE', 'WHY'];
/** Cells that the last column needs to say something. */
const ROOM_FOR_WHY = 16;

/** The audit as a plain table, worst exposure first, and below it what could not be learned. Ends with a newline. */
export function renderTable(audit: Audit, options: TableOptions = {}): string {
  const elsewhere = elsewhereOf(audit);
  const rows = [
    ...audit.listeners.map((listener) => listenerRow(listener, options, elsewhere)),
    ...audit.forwards.map((forward) => forwardRow(forward, elsewhere)),
  ].sort(byExposure);
  if (rows.length === 0) return `${['no listeners', ...footer(audit, options.width)].join('\n')}\n`;
  const columns = fitting(usedColumns(audit, options), rows, options.width);
  const cells = [columns, ...rows.map((row) => columns.map((column) => row.cells[column]))];
  const lines = layOutColumns(cells, {
    width: options.width,
    paint: (text, row, column) =>
      options.colour && row > 0 && column === 0 ? paintExposure(text, rows[row - 1]) : text,
  });
  return `${[...lines, ...footer(audit, options.width)].join('\n')}\n`;
}

/** What a namespace is known by; a dash for the current one. */
type Elsewhere = (namespace: string) => string;

function elsewhereOf({ namespaces }: Audit): Elsewhere {
  const others = namespaces.filter(({ current }) => !current);
  const labels = new Map(others.map((each) => [each.id, escapeText(namespaceLabel(each))]));
  return (namespace) => labels.get(namespace) ?? '-';
}

function listenerRow(listener: AuditedListener, { numeric }: TableOptions, elsewhere: Elsewhere): Row {
  const { id, protocol, port, exposure, exposureAtMost } = listener;
  return {
    id,
    protocol,
    port,
    exposure,
    exposureAtMost,
    cells: {
      'REACHED BY': reachedBy(exposure, exposureAtMost),
      PROTO: protocol,
      ADDRESS: escapeText(listenerEndpoint(listener)),
      SCOPE: listener.scope,
      OWNER: ownerText(listener),
      SERVICE: (numeric ? undefined : listener.service) ?? '-',
      NAMESPACE: elsewhere(listener.namespace),
      WHY: escapeText(whyExposed(listener)),
    },
  };
}

function forwardRow(forward: Forward, elsewhere: Elsewhere): Row {
  const { id, protocol, port, target, reach } = forward;
  const entries = reach.filter(({ verdict }) => verdict === 'allowed');
  const widest = AUDIENCES.findLast((audience) => entries.some((entry) => entry.audience === audience));
  const exposure = forward.exposure ?? widest ?? 'none';
  const deciding = entries.find(({ audience }) => audience === exposure) ?? reach[0];
  return {
    id,
    protocol,
    port,
    exposure,
    exposureAtMost: forward.exposureAtMost,
    cells: {
      'REACHED BY': reachedBy(exposure, forward.exposureAtMost),
      PROTO: protocol,
      ADDRESS: `:${port} → ${endpoint(target.address, target.port)}`,
      SCOPE: 'forwarded',
      OWNER: '-',
      SERVICE: '-',
      NAMESPACE: elsewhere(forward.namespace),
      WHY: deciding === undefined ? '' : escapeText(reasonSentence(deciding.reason)),
    },
  };
}

/** "internet", or with what is only possible: "this-host, internet?". */
function reachedBy(exposure: Exposure, atMost: Exposure | undefined): string {
  if (atMost === undefined) return exposure;
  return exposure === 'none' ? `${atMost}?` : `${exposure}, ${atMost}?`;
}

/** "nginx/812", "nginx/812 +3", "web/1 (container)"; who holds it is said for the first, the rest is counted. */
function ownerText({ owner }: AuditedListener): string {
  const [first, ...others] = owner.processes;
  if (first === undefined) return owner.kind === 'kernel' ? 'kernel' : '-';
  const container = first.container === undefined ? '' : ` (${first.container})`;
  const more = others.length === 0 ? '' : ` +${others.length}`;
  const name = first.name === '' ? 'pid' : first.name;
  return escapeText(`${name}/${first.pid}${container}${more}`);
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

function paintExposure(text: string, row: Ranked | undefined): string {
  return row === undefined ? text : `\x1b[${SGR[row.exposureAtMost ?? row.exposure]}m${text}\x1b[0m`;
}
