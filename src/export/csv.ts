import { audienceRows } from '../explain/audience-rows.js';
import { ruleWords } from '../explain/rule-words.js';
import type { Audit, AuditedListener } from '../model/audit.js';
import type { Verdict } from '../model/reach.js';
import { clip } from './clip.js';
import { escapeText } from './escape-text.js';
import { type Exposed, exposedOf } from './exposed.js';
import { decidingReason, whyExposed } from './why.js';

type Cell = string | number | boolean | undefined;

/** Spreadsheets cut a cell after 32,767 characters, an escape counting for more than one. */
const LONGEST = 8000;
/** Ranges named for one audience and reason. */
const MOST_RANGES = 100;

/** A column each, from its name to what stands in it. */
const COLUMNS: Readonly<Record<string, (item: Exposed, audit: Audit) => Cell>> = {
  hostname: (_, { host }) => host.hostname,
  captured_at: (_, { capturedAt }) => capturedAt,
  complete: (_, { complete }) => complete,
  kind: ({ forward }) => (forward === undefined ? 'listener' : 'forward'),
  id: ({ id }) => id,
  protocol: ({ protocol }) => protocol,
  family: ({ listener }) => listener.family,
  address: (item) => (item.forward === undefined ? item.listener.address : undefined),
  port: ({ port }) => port,
  target: ({ forward }) => forward && `${forward.target.address} ${forward.target.port}`,
  device: ({ listener }) => listener.device,
  scope: (item) => (item.forward === undefined ? item.listener.scope : undefined),
  namespace: ({ listener }) => listener.namespace,
  exposure: ({ exposure }) => exposure,
  exposure_at_most: ({ exposureAtMost }) => exposureAtMost,
  owner: ({ listener }) => listener.owner.kind,
  processes: ({ listener }) => distinct(listener, ({ name }) => name),
  pids: ({ listener }) => distinct(listener, ({ pid }) => String(pid)),
  users: ({ listener }) => distinct(listener, ({ user, uid }) => user ?? uid?.toString()),
  systemd_units: ({ listener }) => distinct(listener, ({ systemdUnit }) => systemdUnit),
  containers: ({ listener }) => distinct(listener, ({ container }) => container),
  service: ({ listener }) => listener.service,
  allowed: ({ listener }, audit) => people(listener, audit, 'allowed'),
  conditional: ({ listener }, audit) => people(listener, audit, 'conditional'),
  reason: ({ listener }) => decidingReason(listener)?.code,
  rule: ({ listener }) => rule(listener),
  why: ({ listener }) => whyExposed(listener),
  explanation: ({ listener }) => listener.explanation,
};

/**
 * Comma-separated values by RFC 4180: a row with the names of the columns, then one for each listener and forward, worst
 * exposure first. Lists within a cell are parted by blanks.
 */
export function* csvRows(audit: Audit): Iterable<string> {
  yield row(Object.keys(COLUMNS));
  for (const item of exposedOf(audit)) yield row(Object.values(COLUMNS).map((cell) => cell(item, audit)));
}

function row(cells: readonly Cell[]): string {
  return `${cells.map(field).join(',')}\r\n`;
}

function field(cell: Cell): string {
  const text = typeof cell === 'string' ? harmless(escapeText(clip(cell, LONGEST))) : String(cell ?? '');
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * What a spreadsheet would take for a formula is kept from it by an apostrophe, as OWASP advises under "CSV injection"; also
 * behind blanks, in its full-width forms, and behind a semicolon, which parts cells where commas are decimal.
 */
function harmless(text: string): string {
  return text.replace(/(^|;)(\s*)(?=[=+\-@＝＋－＠])/gu, "$1$2'");
}

function distinct(
  { owner }: AuditedListener,
  of: (process: AuditedListener['owner']['processes'][number]) => string | undefined,
): string {
  const words = owner.processes.map(of).filter((word) => word !== undefined && word !== '');
  return [...new Set(words)].join('; ');
}

/** Who gets through, or may, widest audience first: "internet: everyone; local-network: 10.1.0.0/24". */
function people(listener: AuditedListener, audit: Audit, verdict: Verdict): string {
  const rows = audienceRows(listener, audit).filter((row) => row.verdict === verdict);
  return rows.map(({ audience, from }) => `${audience}: ${fewOf(from)}`).join('; ');
}

function fewOf(ranges: readonly string[]): string {
  const more = ranges.length - MOST_RANGES;
  return more > 0 ? `${ranges.slice(0, MOST_RANGES).join(' ')} and ${more} more` : ranges.join(' ');
}

function rule(listener: AuditedListener): string | undefined {
  const reason = decidingReason(listener);
  return reason !== undefined && 'rule' in reason && reason.rule !== undefined
    ? ruleWords(reason.rule)
    : undefined;
}
