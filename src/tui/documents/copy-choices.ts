import { isLinkLocal } from '../../explain/addresses.js';
import { closeAdvice } from '../../explain/closing.js';
import { likeliestFirst } from '../../explain/dial-order.js';
import { endpoint } from '../../explain/endpoint.js';
import type { Audit, AuditedListener } from '../../model/audit.js';
import { AUDIENCES } from '../../model/listener.js';
import type { Item } from '../state/items.js';
import { decidingRuleText } from './detail/deciding-rule.js';

/** Something of a listener that can be copied. `text` is unescaped: the clipboard gets what the system has. */
export interface CopyChoice {
  readonly key: string;
  /** As the key table names it. */
  readonly choice: string;
  readonly label: string;
  readonly text: string;
}

/** What of a listener there is to copy. */
export function copyChoices({ listener }: Item, audit: Audit): readonly CopyChoice[] {
  const choices: readonly CopyChoice[] = [
    { key: 'a', choice: 'address', label: 'address', text: addressToDial(listener, audit) },
    {
      key: 'x',
      choice: 'explanation',
      label: 'explanation',
      text: [listener.id, listener.explanation, ...listener.notes].join('\n'),
    },
    { key: 'r', choice: 'rule', label: 'rule', text: decidingRuleText(listener) },
    ...closeAdvice(listener, audit).map(
      ({ title, lines }, index): CopyChoice => ({
        key: String(index + 1),
        choice: `remedy ${index + 1}`,
        label: title,
        text: lines.join('\n'),
      }),
    ),
  ];
  return choices.filter(({ text }) => text !== '');
}

/** What the widest audience that gets in, or may, would dial; the socket's own address where nobody does. */
function addressToDial({ reach, namespace, id }: AuditedListener, audit: Audit): string {
  const open = reach.filter(({ verdict }) => verdict !== 'blocked');
  const widest = Math.max(...open.map(({ audience }) => AUDIENCES.indexOf(audience)));
  const entries = open.filter(({ audience }) => AUDIENCES.indexOf(audience) === widest);
  const interfaces = audit.interfaces.filter((link) => link.namespace === namespace);
  const dialled = likeliestFirst(entries, { interfaces })
    .flatMap(({ destinations, port }) => destinations.map((address) => ({ address, port })))
    .filter(({ address }) => !address.includes('/'));
  const best = dialled.find(({ address }) => !isLinkLocal(address)) ?? dialled[0];
  return best === undefined ? id.slice(id.indexOf('/') + 1) : endpoint(best.address, best.port);
}
