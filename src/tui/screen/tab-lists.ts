import { markOf } from '../../explain/audience-mark.js';
import { namespaceLabel, waysOf } from '../../explain/namespace-words.js';
import { otherSocketUsers } from '../../explain/other-sockets.js';
import type { Audit } from '../../model/audit.js';
import { changeWords, clock } from '../documents/change.js';
import type { ChainEntry } from '../state/chains.js';
import type { Change } from '../state/changes.js';
import { decisionsOf } from '../state/decisions.js';
import type { OtherRow } from '../state/other-rows.js';
import { changeKey } from '../state/tab-rows.js';
import { type Line, span } from '../text/line.js';
import { shown } from '../text/shown.js';
import { fit, textWidth, truncateMiddle } from '../text/width.js';

/** A list as a tab shows it: column heads, and rows by key. Rows are made only when they come on the screen. */
export interface TabList {
  readonly heads: Line;
  readonly rows: readonly { readonly key: string; readonly line: Line }[];
  /** Said in place of an empty list. */
  readonly empty: string;
}

const BEHIND = 16;
const STATE = 7;

/** The Interfaces tab: who is behind each, its state and addresses; those of other namespaces with their names. */
export function interfaceList(audit: Audit | undefined): TabList {
  const ways = audit === undefined ? [] : [...waysOf(audit)];
  const names = ways.map(([, { name }]) => shown(name));
  const width = Math.min(30, Math.max(13, ...names.map(textWidth)) + 2);
  return {
    heads: [
      span(`${fit('BEHIND IT', BEHIND)}${fit('INTERFACE', width)}${fit('STATE', STATE)}ADDRESSES`, 'columns'),
    ],
    empty: 'No interface could be read.',
    rows: ways.map(([key, link], index) => {
      const { shape, label, tone } = markOf(link.audience);
      const addresses = link.addresses.map(({ address, prefix }) => `${address}/${prefix}`).join('  ');
      return {
        key,
        line: [
          span(' '),
          span(fit(`${shape} ${label}`, BEHIND), tone),
          span(fit(names[index] ?? '', width)),
          span(fit(link.up ? 'up' : 'down', STATE), 'dim'),
          span(addresses),
        ],
      };
    }),
  };
}

const POLICY = 8;
const RULES = 7;
const OPENS = 6;

/** The Firewall tab: chains in the order in which a packet meets them, in `width` columns. */
export function chainList(entries: readonly ChainEntry[], audit: Audit | undefined, width: number): TabList {
  const isUnknown = audit?.gaps.some(({ code }) => code.startsWith('firewall-')) ?? true;
  const chain = Math.min(60, width - POLICY - RULES - OPENS - 2);
  const heads = fit('CHAIN', chain) + fit('POLICY', POLICY) + fit('RULES', RULES) + fit('OPENS', OPENS);
  return {
    heads: [span(heads, 'columns')],
    empty: isUnknown ? 'The firewall could not be read; i tells why.' : 'There are no firewall rules.',
    rows: entries.map((entry) => ({ key: entry.key, line: chainLine(entry, audit, chain) })),
  };
}

function chainLine(entry: ChainEntry, audit: Audit | undefined, width: number): Line {
  const { namespace, chain, tableName, depth } = entry;
  const { base, name, rules } = chain;
  const count = audit === undefined ? 0 : decisionsOf(audit).openedBy(namespace, tableName, name).size;
  const elsewhere = audit?.namespaces.find(({ id, current }) => id === namespace && !current);
  const place = elsewhere === undefined ? '' : `${namespaceLabel(elsewhere)} · `;
  const title =
    base === undefined
      ? `${'  '.repeat(Math.max(0, depth - 1))}↳ ${name}`
      : `${place}${base.hook}: ${tableName} ▸ ${name}`;
  return [
    span(' '),
    span(fit(shown(title), width - 1), base === undefined ? 'dim' : 'plain'),
    span(' '),
    span(fit(base?.policy ?? '', POLICY), base?.policy === 'drop' ? 'strong' : 'dim'),
    span(fit(String(rules.length), RULES), 'dim'),
    span(fit(count === 0 ? '' : String(count), OPENS), 'accent'),
  ];
}

const USERS = 16;
const FAMILY = 8;
const HOLDER = 20;

/** The Sockets tab, of what has no port of IP, in `width` columns. */
export function otherList(rows: readonly OtherRow[], filterText: string, width: number): TabList {
  const name = Math.max(12, width - 3 - USERS - FAMILY - HOLDER);
  const heads = `${fit('WHO', USERS)}${fit('FAMILY', FAMILY)}${fit('NAME', name)}OWNER`;
  return {
    heads: [span(heads, 'columns')],
    empty:
      filterText === ''
        ? 'There is no socket of these families.'
        : 'Nothing passes the filter; Esc takes it off.',
    rows: rows.map(({ key, name: text, other: { socket, processes } }) => {
      const [holder] = processes;
      const more = processes.length > 1 ? ` +${processes.length - 1}` : '';
      return {
        key,
        line: [
          span(' '),
          span(`${fit(shown(otherSocketUsers(socket)), USERS - 1)} `),
          span(fit(socket.family, FAMILY), 'dim'),
          span(`${fit(shown(text), name - 1, truncateMiddle)} `),
          span(holder === undefined ? '' : fit(shown(`${holder.name} ${holder.pid}${more}`), HOLDER)),
        ],
      };
    }),
  };
}

/** The Changes tab, latest first. */
export function changeList(changes: readonly Change[]): TabList {
  const names = changes.map(({ item }) => `${item.listener.protocol} ${item.address}`);
  const width = Math.min(30, Math.max(10, ...names.map(textWidth)) + 2);
  return {
    heads: [span(`${fit('TIME', 10)}${fit('LISTENER', width)}WHAT`, 'columns')],
    empty: 'Nothing has changed yet. What opens, closes, widens or narrows from now on is noted here.',
    rows: changes.map((change, index) => ({
      key: changeKey(change),
      line: [
        span(' '),
        span(fit(clock(change.at), 10), 'dim'),
        span(`${fit(names[index] ?? '', width - 1)} `),
        span(changeWords(change), change.kind === 'opened' || change.kind === 'widened' ? 'new' : 'dim'),
      ],
    })),
  };
}
