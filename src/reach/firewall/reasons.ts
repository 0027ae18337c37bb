import type { Reason, RuleRef } from '../../model/reason.js';
import type { Undecided } from '../../model/ruleset.js';

/** The reason that a match of `rule` cannot be decided. */
export function undecidedReason(why: Undecided, rule: RuleRef): Reason {
  switch (why.code) {
    case 'dynamic-set':
      return { code: why.code, rule, set: why.text };
    case 'client-chosen':
      return { code: why.code, rule, choice: why.text };
    case 'unknown-match':
      return { code: why.code, rule, text: why.text };
    case 'rate-limit':
    case 'quota':
    case 'connection-limit':
    case 'time':
    case 'random':
      return { code: why.code, rule };
    default: {
      const unreachable: never = why.code;
      return unreachable;
    }
  }
}

/** True when both say the same: the same code about the same rule or chain. */
export function sameReason(a: Reason, b: Reason): boolean {
  if (a === b) return true;
  if (a.code !== b.code) return false;
  if ('rule' in a && 'rule' in b) return a.rule === b.rule;
  if ('chain' in a && 'chain' in b) return a.chain === b.chain;
  return false;
}
