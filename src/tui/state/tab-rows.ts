import { chainEntries } from './chains.js';
import { otherRows } from './other-rows.js';
import { listenerRows } from './rows.js';
import type { ViewState } from './state.js';

/** A row of any tab's list, as far as moving about needs to know it. */
export interface TabRow {
  readonly key: string;
  readonly isSelectable: boolean;
}

/** The rows of the tab that is open, in the order of the screen. */
export function tabRows(state: ViewState): readonly TabRow[] {
  switch (state.tab) {
    case 'listeners':
      return listenerRows(state);
    case 'interfaces':
      return (state.audit?.interfaces ?? []).map((link) => selectable(interfaceKey(link)));
    case 'firewall':
      return chainEntries(state.audit).map(({ key }) => selectable(key));
    case 'changes':
      return state.changes.map((change) => selectable(changeKey(change)));
    case 'sockets':
      return otherRows(state).map(({ key }) => selectable(key));
    default:
      return state.tab satisfies never;
  }
}

/** Identity of an interface's row. */
export function interfaceKey(link: { readonly namespace: string; readonly name: string }): string {
  return `${link.namespace} ${link.name}`;
}

/** Identity of a change's row. */
export function changeKey(change: {
  readonly at: number;
  readonly kind: string;
  readonly item: { readonly key: string };
}): string {
  return `${change.at} ${change.kind} ${change.item.key}`;
}

function selectable(key: string): TabRow {
  return { key, isSelectable: true };
}
