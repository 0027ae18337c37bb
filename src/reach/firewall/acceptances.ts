import { type AddressSet, intersect, isEmpty, subtract } from '../../net/address-set.js';
import type { Acceptance } from '../world.js';

/**
 * Who let which peers pass, once this hook is over: for each of `peers` the one that tells most. A rule tells more than a
 * policy, the later more than the earlier; but what lets packets out again (postrouting, egress) tells nothing of who may
 * come in, and a chain without rules tells less than the table called filter.
 */
export function settleAcceptances(
  earlier: readonly Acceptance[],
  here: readonly Acceptance[],
  peers: AddressSet,
  hook: string,
): readonly Acceptance[] {
  if (here.length === 0 && earlier.length < 2) return earlier;
  const lastFirst = here.toReversed();
  const rules = lastFirst.filter(({ by }) => by.kind === 'rule');
  const policies = lastFirst.filter(({ by }) => by.kind === 'policy');
  const earlierRules = earlier.filter(({ by }) => by.kind === 'rule');
  const earlierPolicies = earlier.filter(({ by }) => by.kind === 'policy');
  const outwards = hook === 'postrouting' || hook === 'egress';
  const ranked = outwards
    ? [...earlierRules, ...rules, ...earlierPolicies, ...policies]
    : [...rules, ...earlierRules, ...policies, ...earlierPolicies];
  const settled: Acceptance[] = [];
  let unnamed = peers;
  for (const { sources, by } of ranked) {
    if (isEmpty(unnamed)) break;
    const named = intersect(sources, unnamed);
    if (isEmpty(named)) continue;
    settled.push({ sources: named, by });
    unnamed = subtract(unnamed, named);
  }
  return settled;
}
