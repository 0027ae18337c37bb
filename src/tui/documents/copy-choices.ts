import { closeAdvice } from '../../explain/closing.js';
import { endpoint } from '../../explain/endpoint.js';
import { listenerEndpoint } from '../../export/listener-endpoint.js';
import type { Audit, AuditedListener } from '../../model/audit.js';
import { dialledOf } from '../dialled.js';
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

/** What clients dial; the socket's own address where nobody gets in. */
function addressToDial(listener: AuditedListener, audit: Audit): string {
  const [best] = dialledOf(listener, audit);
  return best === undefined ? listenerEndpoint(listener) : endpoint(best.address, best.port);
}
