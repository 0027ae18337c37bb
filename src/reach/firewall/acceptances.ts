import { type AddressSet, isEmpty } from '../../net/address-set.js';
import { assignFirst } from '../../net/assign-first.js';
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
  const parts = assignFirst(
    ranked.map(({ sources }) => sources),
    peers,
  );
  return ranked.flatMap(({ by }, i): Acceptance[] => {
    const sources = parts[i];
    return sources === undefined || isEmpty(sources) ? [] : [{ sources, by }];
  });
}
