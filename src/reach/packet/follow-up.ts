import type { Reason } from '../../model/reason.js';

/** The reason of a stop that met not the request but what came after it: the answer, or the peer's next packets. */
export function followUpReason(code: 'reply-blocked' | 'established-blocked', reason: Reason): Reason {
  switch (reason.code) {
    case 'firewall-drop':
    case 'firewall-reject':
      return { code, rule: reason.rule };
    case 'firewall-policy-drop':
      return { code, chain: reason.chain };
    default:
      return reason;
  }
}
