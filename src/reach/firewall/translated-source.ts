import type { HookName } from '../../model/ruleset.js';
import { type AddressSet, type Bound, contains, emptySet, isEmpty } from '../../net/address-set.js';
import { prefixSet, width } from '../../net/cidr.js';
import type { HookResult, World } from '../world.js';
import { settleAcceptances } from './acceptances.js';

/**
 * The one address that rules at this hook see in place of the peers' own, which source NAT gave them: on lo once a packet has
 * left and comes in again, for answers on lo until they have left, and at the start of the way in of an answer that this host
 * passes on. Undefined where they see the peers. (That chains of the prerouting hook behind the NAT hook see an answer's peers again is left out.)
 */
export function seenSource(hook: HookName, { source, phase, iif, oif }: World): Bound | undefined {
  if (source === undefined || source === 'unknown') return undefined;
  const comesIn = hook === 'ingress' || hook === 'prerouting';
  const goesOut = hook === 'output' || hook === 'postrouting' || hook === 'egress';
  if (phase === 'reply') return (comesIn && iif !== 'lo') || (goesOut && oif === 'lo') ? source : undefined;
  return iif === 'lo' && (comesIn || hook === 'input') ? source : undefined;
}

/** Runs a hook over the world with `seen` as its only peer: what becomes of it becomes of all peers. */
export function runTranslated(
  world: World,
  seen: Bound,
  hook: HookName,
  run: (world: World) => HookResult,
): HookResult {
  const { family } = world;
  const one = prefixSet(family, seen, width(family));
  const nobody = emptySet(family);
  const result = run({ ...world, must: one, may: one, doubts: [], acceptedBy: [] });
  const peers = (set: AddressSet, all: AddressSet) => (contains(set, seen) ? all : nobody);
  return {
    passed: result.passed.map((next): World => {
      const may = peers(next.may, world.may);
      const here = next.acceptedBy.map(({ by }) => ({ sources: may, by }));
      return {
        ...next,
        must: peers(next.must, world.must),
        may,
        doubts: [...world.doubts, ...next.doubts.map(({ reason }) => ({ sources: may, reason }))],
        acceptedBy: settleAcceptances(world.acceptedBy, here, may, hook),
      };
    }),
    stopped: result.stopped
      .map(({ must, may, reason }) => ({ must: peers(must, world.must), may: peers(may, world.may), reason }))
      .filter(({ may }) => !isEmpty(may)),
  };
}
