import { asideNotes } from '../../../explain/aside-notes.js';
import type { Audit } from '../../../model/audit.js';
import type { Item } from '../../state/items.js';
import { BLANK, cutLine, type Line, type Span, span } from '../../text/line.js';
import { shown } from '../../text/shown.js';
import { wrapBehind } from '../../text/wrap.js';
import { audienceTable } from './audience-table.js';
import { closingSection } from './closing-section.js';
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
      asideNotes(listener).flatMap((note) => wrapBehind(span('· ', 'dim'), shown(note), 'plain', width)),
    ),
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
