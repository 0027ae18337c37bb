import { renderListing } from '../../export/listing.js';
import type { Audit } from '../../model/audit.js';
import { BLANK, type Line, line, span } from '../text/line.js';
import { shown } from '../text/shown.js';
import { wrapBehind } from '../text/wrap.js';

/** The host, the firewalls that were found, and how far the answer is complete: each gap with what would mend it. */
export function hostDocument(audit: Audit, width: number, version: string): readonly Line[] {
  const { host, firewalls, namespaces, gaps } = audit;
  return [
    line('HOST', 'heading'),
    fact('name', host.hostname),
    fact('system', [host.os ?? host.platform, host.kernel].filter(Boolean).join(', kernel ')),
    fact('read as', host.uid === undefined ? 'not known' : host.uid === 0 ? 'root' : `uid ${host.uid}`),
    fact('read at', audit.capturedAt),
    fact('read by', `listenscope ${version}`),
    BLANK,
    line('FIREWALLS', 'heading'),
    ...(firewalls.length === 0 ? [line('  none found', 'dim')] : []),
    ...firewalls.map(({ kind, frontEnd, rules, namespace }) =>
      fact(kind, `${rules} rules${frontEnd === undefined ? '' : `, by ${frontEnd}`}, in ${namespace}`),
    ),
    BLANK,
    line('NAMESPACES', 'heading'),
    ...namespaces.map(({ id, name, current, containers }) =>
      fact(id, [name, current && 'the one this view runs in', ...containers].filter(Boolean).join(', ')),
    ),
    BLANK,
    line('WHAT COULD NOT BE READ', 'heading'),
    ...(gaps.length === 0 ? [line('  nothing: the answer is complete', 'dim')] : []),
    ...gaps.flatMap(({ subject, detail, remedy }) => [
      ...wrapBehind(span('? ', 'warning'), shown(subject), 'strong', width),
      ...wrapBehind(span('  '), shown(detail), 'plain', width),
      ...(remedy === undefined ? [] : wrapBehind(span('  → ', 'accent'), shown(remedy), 'accent', width)),
    ]),
    ...listingLines(audit, width),
  ];
}

/** Of a pasted listing every line, by what it is. */
function listingLines(audit: Audit, width: number): readonly Line[] {
  if (audit.listing === undefined) return [];
  const text = renderListing(audit, width).trim();
  return [BLANK, line('THE LISTING', 'heading'), ...text.split('\n').map((each) => line(each))];
}

function fact(name: string, value: string): Line {
  return [span(`  ${shown(name).padEnd(18)}`, 'dim'), span(` ${shown(value)}`)];
}
