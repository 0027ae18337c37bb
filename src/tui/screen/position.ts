import { visibleRows } from '../state/cursor.js';
import { layoutOf } from '../state/layout.js';
import { pageHeight, pageRows, panelRows } from '../state/page.js';
import type { ViewState } from '../state/state.js';
import { tabRows } from '../state/tab-rows.js';

/** What of a long text or list is on the screen, for the lower rule: nothing where all of it is. */
export function positionWords(state: ViewState): string {
  const { size, page, pageTop, tab, cursors } = state;
  if (page !== undefined) return part(pageTop, pageHeight(size), pageRows(state).length);
  const list = part(cursors[tab].top, visibleRows(size, tab), tabRows(state).length);
  const { panelColumns, bodyRows } = layoutOf(size);
  const isPanelCut = panelColumns > 0 && panelRows(state).length > bodyRows;
  const more = isPanelCut ? 'Enter shows the rest' : panelColumns === 0 ? elsewhere(state) : '';
  return [more, list].filter((words) => words !== '').join(' · ');
}

/** What has no room beside the list. */
function elsewhere(state: ViewState): string {
  if (state.cursors[state.tab].key === undefined) return '';
  return state.tab === 'listeners' ? 'Enter tells why, and how to close it' : 'Enter tells more';
}

function part(top: number, visible: number, total: number): string {
  if (total <= visible) return '';
  const english = new Intl.NumberFormat('en');
  return `${english.format(top + 1)}–${english.format(Math.min(total, top + visible))} of ${english.format(total)}`;
}
