import type { Audit, AuditedListener } from '../../model/audit.js';
import { BLANK, cutLine, type Line, line, span } from '../text/line.js';
import { shown } from '../text/shown.js';
import { wrapBehind } from '../text/wrap.js';
import { audienceTable } from './detail/audience-table.js';

/** Who could reach a listener if it were bound to another address, and who can now. */
export function whatIfDocument(
  {
    now,
    then,
    address,
  }: { readonly now: AuditedListener; readonly then: AuditedListener; readonly address: string },
  audit: Audit,
  width: number,
): readonly Line[] {
  return [
    cutLine(
      [span(shown(now.id), 'accent'), span(' if it were bound to ', 'dim'), span(shown(address), 'accent')],
      width,
    ),
    BLANK,
    ...wrapBehind(span(''), shown(then.explanation), 'strong', width),
    BLANK,
    ...audienceTable(then, audit, width, 'panel'),
    BLANK,
    line('AS IT IS NOW', 'heading'),
    ...wrapBehind(span(''), shown(now.explanation), 'plain', width),
    BLANK,
    ...audienceTable(now, audit, width, 'panel'),
  ];
}
