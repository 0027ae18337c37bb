import { reachedMark } from '../../explain/audience-mark.js';
import { ageText } from '../documents/age.js';
import type { Item } from '../state/items.js';
import { memoizeLast } from '../state/memo.js';
import type { Row } from '../state/rows.js';
import { type Line, type Span, span, type Tone } from '../text/line.js';
import { fit, textWidth, truncateMiddle } from '../text/width.js';

interface Columns {
  readonly address: number;
  readonly owner: number;
  readonly service: number;
  readonly scope: number;
  readonly age: number;
}

const REACHED = 15;
const PROTO = 6;
const OWNER_LEAST = 14;
const SERVICE = 13;
const SCOPE = 19;
const AGE = 6;

/**
 * Column widths for a list of `width` columns: address and owner always, then age, service and scope as there is room.
 * The address column is as wide as the widest address, so that it changes only when the listeners do.
 */
export function listenerColumns(items: readonly Item[], width: number): Columns {
  const widest = widestAddress(items) + 3;
  const rest = width - 2 - REACHED - PROTO;
  const address = Math.max(15, Math.min(widest, rest - OWNER_LEAST));
  let spare = rest - address - OWNER_LEAST - 6;
  const take = (columns: number) => {
    if (spare < columns) return 0;
    spare -= columns;
    return columns;
  };
  const service = take(SERVICE);
  const age = take(AGE);
  const scope = take(SCOPE);
  return { address, owner: rest - address - service - age - scope, service, scope, age };
}

const widestAddress = memoizeLast((items: readonly Item[]) =>
  items.reduce((widest, { address }) => Math.max(widest, textWidth(address)), 12),
);

/** The heads of the columns; the one that sorts is marked with the direction. */
export function columnHeads(columns: Columns, sort: string, isReversed: boolean): Line {
  const arrow = isReversed ? '▲' : '▼';
  const head = (title: string, key: string, width: number) =>
    width === 0 ? '' : fit(sort === key ? `${title} ${arrow}` : title, width);
  return [
    span(
      head('REACHED BY', 'exposure', REACHED) +
        head('PROTO', '', PROTO) +
        head(sort === 'port' ? `ADDRESS:PORT ${arrow}` : 'ADDRESS', 'address', columns.address) +
        head('OWNER', 'owner', columns.owner) +
        head('SERVICE', 'service', columns.service) +
        head('SCOPE', 'scope', columns.scope) +
        head('AGE', 'age', columns.age),
      'columns',
    ),
  ];
}

/** One row of the list as of `now`, from the second column of the screen on: the first belongs to the cursor. */
export function listenerLine(row: Row, columns: Columns, now: number): Line {
  if (row.kind === 'group') return [span(' '), span(row.title, 'strong'), span(` ${row.count}`, 'dim')];
  const { item, mark } = row;
  const { listener } = item;
  const glow = glowTone(mark?.kind);
  const { shape, label, short, tone } = reachedMark(item);
  const cell = (text: string, width: number, plain: Tone): Span => span(fit(text, width), glow ?? plain);
  return [
    span(glowSign(mark?.kind), glow ?? 'plain'),
    span(
      fit(item.byGroups === undefined ? `${shape} ${label}` : `${shape} ${short} *`, REACHED - 1),
      mark?.kind === 'gone' ? 'gone' : tone,
    ),
    span(' '),
    cell(listener.protocol, PROTO, 'dim'),
    span(
      `${fit(item.published ? `${item.address} ⇢` : item.address, columns.address - 1, truncateMiddle)} `,
      glow ?? 'plain',
    ),
    cell(ownerCell(item, columns.owner), columns.owner, item.owner === '' ? 'dim' : 'plain'),
    cell(item.service, columns.service, 'dim'),
    cell(listener.scope, columns.scope, 'dim'),
    cell(ageText(item.startedAt, now), columns.age, 'dim'),
  ];
}

/**
 * The owner, with what holds the socket for it or around it as far as there is room. That it is in another place says more than
 * its number: without that, a container's 0.0.0.0:80 looks like the host's.
 */
function ownerCell({ owner, program, place, heldBySystemd, forward }: Item, width: number): string {
  if (forward !== undefined) return 'forwarded';
  if (owner === '') return 'not known';
  const fits = (text: string) => textWidth(text) < width;
  const whole = place !== '' ? `${owner} (${place})` : heldBySystemd ? `${owner} ⚑ systemd` : owner;
  if (fits(whole)) return whole;
  const short = place === '' ? owner : `${program} (${place})`;
  return fits(short) ? short : `${fit(short, width - 1)} `;
}

function glowSign(kind: 'new' | 'gone' | 'changed' | undefined): string {
  if (kind === undefined) return ' ';
  return kind === 'new' ? '+' : kind === 'gone' ? '−' : '~';
}

function glowTone(kind: 'new' | 'gone' | 'changed' | undefined): Tone | undefined {
  if (kind === undefined) return undefined;
  return kind === 'gone' ? 'gone' : 'new';
}
