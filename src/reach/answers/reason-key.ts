import type { ChainRef, Reason, RuleRef } from '../../model/reason.js';

/**
 * A text that is equal for equal reasons and cheap to make: rules and chains are told apart by identity, so that no rule
 * has to be written out for it.
 */
export function reasonKey(reason: Reason): string {
  const parts: unknown[] = [reason.code];
  for (const [name, value] of Object.entries(reason)) {
    if (name === 'rule' || name === 'chain') parts.push(identity(value as RuleRef | ChainRef));
    else if (name !== 'code') parts.push(value);
  }
  return parts.join('\u0001');
}

const identities = new WeakMap<object, number>();
let last = 0;

function identity(ref: object | undefined): number {
  if (ref === undefined) return 0;
  const known = identities.get(ref);
  if (known !== undefined) return known;
  last += 1;
  identities.set(ref, last);
  return last;
}
