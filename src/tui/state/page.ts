import type { Audit } from '../../model/audit.js';
import { chainDocument } from '../documents/chain.js';
import { changeDocument } from '../documents/change.js';
import { detailDocument } from '../documents/detail/detail.js';
import { helpDocument } from '../documents/help.js';
import { hostDocument } from '../documents/host.js';
import { interfaceDocument } from '../documents/interface.js';
import { otherSocketDocument } from '../documents/other-socket.js';
import { traceDocument } from '../documents/trace.js';
import { whatIfDocument } from '../documents/what-if.js';
import type { Line } from '../text/line.js';
import type { Item } from './items.js';
import { layoutOf, type Size } from './layout.js';
import { memoizeLast } from './memo.js';
import { selectedChain, selectedChange, selectedInterface, selectedItem, selectedOther } from './selected.js';
import type { Page, ViewState } from './state.js';

/** Text wider than this is tiring to read; the rest of the screen stays empty. */
const WIDEST_TEXT = 140;

/** Rows of a page that are on the screen at once. */
export function pageHeight(size: Size): number {
  return layoutOf(size).bodyRows;
}

/** The text of the page that is open, in rows as wide as the screen. */
export function pageRows(state: ViewState): readonly Line[] {
  const { page, audit, size, version } = state;
  if (page === undefined || audit === undefined) return [];
  const width = Math.min(size.columns - 2, WIDEST_TEXT);
  if (page.kind === 'detail') return selectionRows(state, audit, width, 'page');
  return computePage(page, audit, width, version);
}

/** The text of the panel beside the list: what the row under the cursor is about. */
export function panelRows(state: ViewState): readonly Line[] {
  const { audit, size } = state;
  return audit === undefined ? [] : selectionRows(state, audit, layoutOf(size).panelColumns, 'panel');
}

function selectionRows(
  state: ViewState,
  audit: Audit,
  width: number,
  depth: 'panel' | 'page',
): readonly Line[] {
  switch (state.tab) {
    case 'listeners': {
      const item = selectedItem(state);
      return item === undefined ? [] : computeDetail(item, audit, width, depth);
    }
    case 'interfaces': {
      const link = selectedInterface(state);
      return link === undefined ? [] : computeInterface(link, state.items, width);
    }
    case 'firewall': {
      const entry = selectedChain(state);
      return entry === undefined ? [] : chainDocument(entry, audit, width);
    }
    case 'changes': {
      const change = selectedChange(state);
      return change === undefined ? [] : changeDocument(change, audit, width, depth);
    }
    case 'sockets': {
      const row = selectedOther(state);
      return row === undefined ? [] : otherSocketDocument(row, audit, width, depth);
    }
    default:
      return state.tab satisfies never;
  }
}

const computeDetail = memoizeLast((item: Item, audit: Audit, width: number, depth: 'panel' | 'page') =>
  detailDocument(item, audit, width, depth),
);

const computeInterface = memoizeLast(interfaceDocument);

const computePage = memoizeLast(
  (
    page: Exclude<Page, { kind: 'detail' }>,
    audit: Audit,
    width: number,
    version: string,
  ): readonly Line[] => {
    switch (page.kind) {
      case 'help':
        return helpDocument(width);
      case 'host':
        return hostDocument(audit, width, version);
      case 'trace':
        return traceDocument(page.trace, width);
      case 'what-if':
        return whatIfDocument(page, audit, width);
      default:
        return page satisfies never;
    }
  },
);
