import { closeAdvice } from '../../../explain/closing.js';
import type { Audit, AuditedListener } from '../../../model/audit.js';
import { type Line, span } from '../../text/line.js';
import { shown } from '../../text/shown.js';
import { wrapBehind } from '../../text/wrap.js';

/** What would close a listener: where, and the very words. */
export function closingSection(listener: AuditedListener, audit: Audit, width: number): readonly Line[] {
  return closeAdvice(listener, audit).flatMap(({ title, where, lines, note }) => [
    ...wrapBehind(
      span('· ', 'dim'),
      shown(where === undefined ? title : `${title} (${where})`),
      'plain',
      width,
    ),
    ...lines.flatMap((text) => wrapBehind(span('    '), shown(text), 'accent', width)),
    ...(note === undefined ? [] : wrapBehind(span('    '), shown(note), 'dim', width)),
  ]);
}
