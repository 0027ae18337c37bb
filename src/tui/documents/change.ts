import { reachedWords } from '../../explain/audience-mark.js';
import type { Audit } from '../../model/audit.js';
import type { Change } from '../state/changes.js';
import { BLANK, cutLine, type Line, span } from '../text/line.js';
import { type Depth, detailDocument } from './detail/detail.js';

/** What changed in a few words: "opened, reached by internet", "widened from local net to internet". */
export function changeWords({ kind, item, before }: Change): string {
  const now = reachedWords(item);
  switch (kind) {
    case 'opened':
      return `opened, reached by ${now}`;
    case 'closed':
      return `closed, was reached by ${now}`;
    case 'widened':
    case 'narrowed':
      return `${kind} from ${before === undefined ? 'nobody' : reachedWords(before)} to ${now}`;
    default:
      return kind satisfies never;
  }
}

/** A change, and the listener as it stood right after it. */
export function changeDocument(change: Change, audit: Audit, width: number, depth: Depth): readonly Line[] {
  return [
    cutLine([span(`${clock(change.at)}  `, 'dim'), span(changeWords(change), 'strong')], width),
    BLANK,
    ...detailDocument(change.item, audit, width, depth),
  ];
}

/** The time of day, local: "14:02:11". */
export function clock(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
