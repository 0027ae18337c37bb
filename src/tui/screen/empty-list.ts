import { markOf } from '../../explain/audience-mark.js';
import type { Item } from '../state/items.js';
import type { ViewState } from '../state/state.js';
import { type Line, span } from '../text/line.js';
import { shown } from '../text/shown.js';
import { wrapBehind } from '../text/wrap.js';

/** Why the list of listeners is empty: that nothing listens is the last thing to say, and only where it is known. */
export function emptyListText({ audit, items, feed, ring, filterText }: ViewState): string {
  if (audit === undefined) return feed.kind === 'failed' ? shown(feed.message) : 'Reading the sockets …';
  const unreadable = audit.gaps.find(({ code }) => code === 'sockets-unreadable');
  if (unreadable !== undefined) return shown(`The sockets could not be read: ${unreadable.detail}`);
  if (items.length === 0) return 'Nothing listens on this host.';
  if (filterText !== '') return 'Nothing passes the filter; Esc takes it off.';
  return `Nothing here is reached by ${ring === undefined ? 'anyone' : markOf(ring).label}; Esc shows all.`;
}

/** The answer for the row under the cursor, in `height` rows: what a narrow screen has instead of the panel. */
export function summaryRows(item: Item | undefined, width: number, height: number): readonly Line[] {
  if (item === undefined) return [];
  return wrapBehind(span(' '), shown(item.listener.explanation), 'plain', width - 1).slice(0, height);
}
