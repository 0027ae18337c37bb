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

/** What a reason is about: one rule or chain gives one reason. */
export function subjectOf(reason: Reason): unknown {
  if ('rule' in reason) return reason.rule;
  return 'chain' in reason ? reason.chain : JSON.stringify(reason);
}
