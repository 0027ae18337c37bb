import type { Audit, AuditInterface } from '../../model/audit.js';
import { AUDIENCES, type Audience } from '../../model/listener.js';
import type { Verdict } from '../../model/reach.js';
import { itemsOf } from '../state/items.js';
import { memoizeLast } from '../state/memo.js';
import { markOf } from '../text/audience-mark.js';
import { BLANK, cutLine, type Line, line, span } from '../text/line.js';
import { shown } from '../text/shown.js';
import { fit } from '../text/width.js';

/** An interface, and what each audience reaches through it. */
export function interfaceDocument(link: AuditInterface, audit: Audit, width: number): readonly Line[] {
  const items = items_(audit).filter(({ listener }) => listener.namespace === link.namespace);
  const lines: Line[] = [
    cutLine(
      [span(shown(link.name), 'accent'), span(` · ${link.kind}${link.up ? '' : ', down'}`, 'dim')],
      width,
    ),
    ...link.addresses.map(({ address, prefix }) => line(`${address}/${prefix}`)),
    BLANK,
  ];
  for (const audience of [...AUDIENCES].reverse()) {
    lines.push(...audienceLines(audience, link, items, width));
  }
  if (lines.length === link.addresses.length + 2) lines.push(line('Nothing is reached through it.', 'dim'));
  return lines;
}

const items_ = memoizeLast(itemsOf);

function audienceLines(
  audience: Audience,
  link: AuditInterface,
  items: ReturnType<typeof itemsOf>,
  width: number,
): readonly Line[] {
  const { shape, label, tone } = markOf(audience);
  const lines = items.flatMap((item): readonly Line[] => {
    const verdicts = new Set<Verdict>(
      item.listener.reach
        .filter((entry) => entry.interface === link.name && entry.audience === audience)
        .map(({ verdict }) => verdict),
    );
    if (!verdicts.has('allowed') && !verdicts.has('conditional')) return [];
    const mark = verdicts.has('allowed') ? span('  ✓ ', 'strong') : span('  ? ', 'warning');
    return [
      cutLine(
        [mark, span(fit(`${item.listener.protocol} ${item.address}`, 26)), span(` ${item.owner}`, 'dim')],
        width,
      ),
    ];
  });
  if (lines.length === 0) return [];
  return [[span(`${shape} ${label}`, tone), span(` reaches ${lines.length}`, 'dim')], ...lines, BLANK];
}
