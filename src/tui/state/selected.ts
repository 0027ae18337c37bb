import { type ChainEntry, chainEntries } from './chains.js';
import type { Change } from './changes.js';
import type { Item } from './items.js';
import { memoizeLast } from './memo.js';
import { type OtherRow, otherRows } from './other-rows.js';
import type { ViewState } from './state.js';
import { changeKey, interfaceKey } from './tab-rows.js';

/** The listener under the cursor: of the Listeners tab, or the one that the change under the cursor is about. */
export function selectedItem(state: ViewState): Item | undefined {
  if (state.tab === 'changes') return selectedChange(state)?.item;
  return state.tab === 'listeners'
    ? findItem(state.items, state.gone, state.cursors.listeners.key)
    : undefined;
}

/** The change under the cursor of the Changes tab. */
export function selectedChange({ changes, cursors }: ViewState): Change | undefined {
  return changes.find((change) => changeKey(change) === cursors.changes.key);
}

/** The chain under the cursor of the Firewall tab. */
export function selectedChain({ audit, cursors }: ViewState): ChainEntry | undefined {
  return chainEntries(audit).find(({ key }) => key === cursors.firewall.key);
}

/** The interface under the cursor of the Interfaces tab. */
export function selectedInterface({ audit, cursors }: ViewState) {
  return audit?.interfaces.find((link) => interfaceKey(link) === cursors.interfaces.key);
}

/** The socket without a port of IP under the cursor of the Sockets tab. */
export function selectedOther(state: ViewState): OtherRow | undefined {
  return otherRows(state).find(({ key }) => key === state.cursors.sockets.key);
}

const findItem = memoizeLast((items: readonly Item[], gone: readonly Item[], key: string | undefined) =>
  key === undefined
    ? undefined
    : (items.find((item) => item.key === key) ?? gone.find((item) => item.key === key)),
);
