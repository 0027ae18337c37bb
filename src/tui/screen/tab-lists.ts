import type { Audit } from '../../model/audit.js';
import { changeWords, clock } from '../documents/change.js';
import type { ChainEntry } from '../state/chains.js';
import type { Change } from '../state/changes.js';
import { decisionsOf } from '../state/decisions.js';
import { changeKey, interfaceKey } from '../state/tab-rows.js';
import { markOf } from '../text/audience-mark.js';
import { type Line, span } from '../text/line.js';
import { shown } from '../text/shown.js';
import { fit } from '../text/width.js';

/** A list as a tab shows it: column heads, and rows by key. Rows are made only when they come on the screen. */
export interface TabList {
  readonly heads: Line;
  readonly rows: readonly { readonly key: string; readonly line: Line }[];
  /** Said in place of an empty list. */
  readonly empty: string;
}

/** The Interfaces tab: who is behind each, its state and addresses. */
export function interfaceList(audit: Audit | undefined): TabList {
  return {
    heads: [span(`${fit('BEHIND IT', 16)}${fit('INTERFACE', 15)}${fit('STATE', 7)}ADDRESSES`, 'heading')],
    empty: 'No interface could be read.',
    rows: (audit?.interfaces ?? []).map((link) => {
      const { shape, label, tone } = markOf(link.audience);
      const addresses = link.addresses.map(({ address, prefix }) => `${address}/${prefix}`).join('  ');
      return {
        key: interfaceKey(link),
        line: [
          span(' '),
          span(fit(`${shape} ${label}`, 16), tone),
          span(fit(shown(link.name), 15)),
          span(fit(link.up ? 'up' : 'down', 7), 'dim'),
          span(addresses),
        ],
      };
    }),
  };
}

/** The Firewall tab: chains in the order in which a packet meets them. */
export function chainList(entries: readonly ChainEntry[], audit: Audit | undefined): TabList {
  const isUnknown = audit?.gaps.some(({ code }) => code.startsWith('firewall-')) ?? true;
  return {
    heads: [
      span(
        `${fit('HOOK', 13)}${fit('PRIO', 6)}${fit('POLICY', 8)}${fit('RULES', 7)}${fit('OPENS', 7)}CHAIN`,
        'heading',
      ),
    ],
    empty: isUnknown ? 'The firewall could not be read; i tells why.' : 'There are no firewall rules.',
    rows: entries.map(({ key, namespace, chain, tableName, table }) => ({
      key,
      line: [
        span(' '),
        span(fit(chain.base?.hook ?? '  ↳ by jump', 13), chain.base === undefined ? 'dim' : 'plain'),
        span(fit(String(chain.base?.priority ?? ''), 6), 'dim'),
        span(fit(chain.base?.policy ?? '', 8), chain.base?.policy === 'drop' ? 'strong' : 'dim'),
        span(fit(String(chain.rules.length), 7), 'dim'),
        span(fit(opens(audit, namespace, tableName, chain.name), 7), 'accent'),
        span(shown(`${tableName} ▸ ${chain.name}`)),
        ...(table.frontEnd === undefined ? [] : [span(`  ${table.frontEnd}`, 'dim')]),
      ],
    })),
  };
}

function opens(audit: Audit | undefined, namespace: string, table: string, chain: string): string {
  const count = audit === undefined ? 0 : decisionsOf(audit).openedBy(namespace, table, chain).size;
  return count === 0 ? '' : String(count);
}

/** The Changes tab, latest first. */
export function changeList(changes: readonly Change[]): TabList {
  return {
    heads: [span(`${fit('TIME', 10)}${fit('LISTENER', 30)}WHAT`, 'heading')],
    empty: 'Nothing has changed since the view was opened.',
    rows: changes.map((change) => ({
      key: changeKey(change),
      line: [
        span(' '),
        span(fit(clock(change.at), 10), 'dim'),
        span(fit(`${change.item.listener.protocol} ${change.item.address}`, 29)),
        span(' '),
        span(changeWords(change), change.kind === 'opened' || change.kind === 'widened' ? 'new' : 'dim'),
      ],
    })),
  };
}
