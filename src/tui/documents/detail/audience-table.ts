import { markOf } from '../../../explain/audience-mark.js';
import { type AudienceRow, absentAudiences, audienceRows } from '../../../explain/audience-rows.js';
import type { Audit, AuditedListener } from '../../../model/audit.js';
import type { Verdict } from '../../../model/reach.js';
import { type Line, line, type Span, span } from '../../text/line.js';
import { shown } from '../../text/shown.js';
import { fit, truncate } from '../../text/width.js';
import { wrapBehind } from '../../text/wrap.js';
import type { Depth } from './detail.js';

const VERDICT_MARKS: Readonly<Record<Verdict, Span>> = {
  allowed: span('✓', 'strong'),
  conditional: span('?', 'warning'),
  blocked: span('✕', 'dim'),
};

/** From this width on the reasons have a column of their own; below it they stand under what they explain. */
const ROOM_FOR_COLUMNS = 88;
const WHO = 14;
const HOW = 16;

/** In place of the reason that stands above. */
const DITTO = '″';

/** Ranges named in a panel, and on a page. */
const FEW = 2;
const MANY = 8;

/** Who gets in and who does not, a row for each answer, in `width` columns. */
export function audienceTable(
  listener: AuditedListener,
  audit: Audit,
  width: number,
  depth: Depth,
): readonly Line[] {
  const limit = depth === 'panel' ? FEW : MANY;
  const draw = width >= ROOM_FOR_COLUMNS ? inColumns : stacked;
  const rows = audienceRows(listener, audit).map(escaped);
  const absent = absentAudiences(listener, audit).map((audience) => markOf(audience).label);
  return [
    width >= ROOM_FOR_COLUMNS ? columnHeads(width) : line('WHO              HOW', 'columns'),
    ...rows.flatMap((row, index) =>
      draw(row, width, limit, { before: rows[index - 1]?.why, after: rows[index + 1]?.why }),
    ),
    ...(absent.length > 0
      ? wrapBehind(span('– '), `no way in from: ${absent.join(', ')}`, 'dim', width)
      : []),
  ];
}

function escaped(row: AudienceRow): AudienceRow {
  const { interfaces, from, why } = row;
  return { ...row, interfaces: interfaces.map(shown), from: from.map(shown), why: shown(why) };
}

function columnHeads(width: number): Line {
  return line(
    `${fit('WHO', WHO + 5)}${fit('HOW', HOW + 1)}${fit('FROM', fromWidth(width) + 1)}WHY`,
    'columns',
  );
}

/** The reasons of the rows next to one: the same reason is not told twice. */
interface Neighbours {
  readonly before: string | undefined;
  readonly after: string | undefined;
}

function inColumns(
  row: AudienceRow,
  width: number,
  sources: number,
  { before }: Neighbours,
): readonly Line[] {
  const from = fromWidth(width);
  const lead = WHO + 5 + HOW + 1 + from + 1;
  const reasons = wrapBehind(span(''), row.why === before ? DITTO : row.why, whyTone(row), width - lead);
  const ranges = wrapBehind(span(''), fewOf(row.from, sources), fromTone(row), from);
  return Array.from({ length: Math.max(reasons.length, ranges.length) }, (_, index) => [
    ...(index === 0 ? who(row) : [span(' '.repeat(WHO + 5))]),
    span(fit(index === 0 ? row.interfaces.join(', ') : '', HOW + 1), fromTone(row)),
    span(fit(textOf(ranges[index]), from + 1), fromTone(row)),
    ...(reasons[index] ?? []),
  ]);
}

function stacked(row: AudienceRow, width: number, sources: number, { after }: Neighbours): readonly Line[] {
  const how = row.interfaces.join(', ');
  const from = fewOf(row.from, sources);
  const way = row.audience === 'this-host' ? how : `${truncate(how, HOW)} · ${from}`;
  const lead = who(row);
  const rows = wrapBehind(span(''), way, fromTone(row), width - WHO - 5);
  return [
    ...rows.map((text, index) => [...(index === 0 ? lead : [span(' '.repeat(WHO + 5))]), ...text]),
    // One reason stands below all the rows that it explains.
    ...(row.why === after ? [] : wrapBehind(span('    '), row.why, whyTone(row), width)),
  ];
}

function who({ audience, verdict }: AudienceRow): readonly Span[] {
  const { shape, label, tone } = markOf(audience);
  const isOpen = verdict !== 'blocked';
  return [
    span(`${shape} `, isOpen ? tone : 'dim'),
    span(fit(label, WHO - 1), isOpen ? tone : 'dim'),
    VERDICT_MARKS[verdict],
    span('   '),
  ];
}

function fromTone({ verdict }: AudienceRow) {
  return verdict === 'blocked' ? 'dim' : 'plain';
}

function whyTone({ verdict }: AudienceRow) {
  return verdict === 'conditional' ? 'warning' : 'dim';
}

function fromWidth(width: number): number {
  return Math.round((width - WHO - HOW - 7) * 0.4);
}

function fewOf(texts: readonly string[], limit: number): string {
  const more = texts.length - limit;
  return more > 0 ? `${texts.slice(0, limit).join(', ')} and ${more} more` : texts.join(', ');
}

function textOf(spans: Line | undefined): string {
  return (spans ?? []).map(({ text }) => text).join('');
}
