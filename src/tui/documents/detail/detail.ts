import { dialled } from '../../../explain/endpoint.js';
import { groupBy } from '../../../explain/group-by.js';
import type { Audit, AuditedListener } from '../../../model/audit.js';
import type { Item } from '../../state/items.js';
import { BLANK, cutLine, type Line, type Span, span } from '../../text/line.js';
import { shown } from '../../text/shown.js';
import { wrapBehind } from '../../text/wrap.js';
import { audienceTable } from './audience-table.js';
import { closingSection } from './closing-lines.js';
import { decidingRule, section } from './deciding-rule.js';
import { holders } from './holders.js';

/** How much a document says: the panel beside the list is brief, the page on Enter names everything. */
export type Depth = 'panel' | 'page';

/** All that is known of one listener: the answer, then who and why, then the proof, then the remedy. */
export function detailDocument(item: Item, audit: Audit, width: number, depth: Depth): readonly Line[] {
  const { listener } = item;
  return [
    cutLine(title(item), width),
    ...holders(listener, audit, width, depth),
    BLANK,
    ...wrapBehind(span(''), shown(listener.explanation), 'strong', width),
    BLANK,
    ...audienceTable(listener, audit, width, depth),
    BLANK,
    ...decidingRule(listener, audit, width),
    ...section('TO CLOSE IT', closingSection(listener, audit, width)),
    ...section(
      'GOOD TO KNOW',
      listener.notes.flatMap((note) => wrapBehind(span('· ', 'dim'), shown(note), 'plain', width)),
    ),
    ...(depth === 'page' ? section('DIAL', dialSection(listener, width)) : []),
  ];
}

function title(item: Item): readonly Span[] {
  return [
    span(`${item.listener.protocol} `, 'dim'),
    span(item.address, 'accent'),
    ...(item.published ? [span(' ⇢', 'dim')] : []),
    ...(item.service === '' ? [] : [span(` · ${item.service}`)]),
    span(` · ${item.listener.scope}`, 'dim'),
    ...(item.place === '' ? [] : [span(` · in ${item.place}`, 'dim')]),
  ];
}

/** Addresses named for one interface at most. */
const MOST_DIALLED = 6;

/** What clients dial, by the interface that they come in by. */
function dialSection({ reach }: AuditedListener, width: number): readonly Line[] {
  const open = reach.filter(({ verdict }) => verdict !== 'blocked');
  return [...groupBy(open, (entry) => entry.interface)].flatMap(([name, entries]) =>
    wrapBehind(span(`${shown(name)}  `, 'dim'), shown(dialled(entries, MOST_DIALLED)), 'plain', width),
  );
}
