import type { NamespaceFacts } from '../../model/facts.js';
import type { Audience } from '../../model/listener.js';
import type { Reason } from '../../model/reason.js';
import type { AddressSet, IpFamily } from '../../net/address-set.js';
import { type AnswerMaker, answerFactory } from '../answers/answers.js';
import { ofLinkAlone, sourceAudiences } from '../answers/source-audience.js';
import type { Way } from '../packet/reply.js';
import { arrivingSources } from '../routing/arrival.js';
import type { Ingress } from '../routing/ingress.js';
import type { Network } from '../routing/network.js';
import type { HookRunner } from '../world.js';
import type { SortedOutcome } from './sorted-outcome.js';
import { type Target, targetsOf } from './targets.js';
import { likenessOf } from './way-likeness.js';

/** One way in for packets of one family, ready to be surveyed. */
export interface WayIn {
  readonly way: Way;
  readonly family: IpFamily;
  readonly sources: AddressSet;
  readonly targets: readonly Target[];
  /** Writes decisions out, for the audiences of this way. */
  readonly answers: AnswerMaker;
  /** The same for destinations that no router passes on (127/8): whoever sends there is on the link. */
  readonly linkAnswers: AnswerMaker;
  /** Why what no chain had a say in is allowed. */
  readonly otherwise: Reason;
  /** What has become of requests so far; shared by ways that are alike. */
  readonly known: Map<string, SortedOutcome>;
}

/** Every way into the namespace, lo first among equals where the system lists it first. */
export function waysIn(
  namespace: NamespaceFacts,
  network: Network,
  runner: HookRunner,
  audiences: ReadonlyMap<string, Audience>,
): WayIn[] {
  const answersFor = answerFactory();
  const outcomes = new Map<string, Map<string, SortedOutcome>>();
  return network.ingresses.flatMap((ingress) =>
    ingress.families.map((family): WayIn => {
      const likeness = `${family} ${likenessOf(network, runner, ingress, family)}`;
      const known = outcomes.get(likeness) ?? new Map<string, SortedOutcome>();
      outcomes.set(likeness, known);
      const neighbours = audiences.get(ingress.name) ?? 'local-network';
      const bySource = sourceAudiences(network, namespace, ingress.name, family, neighbours);
      return {
        way: { network, runner, ingress },
        family,
        sources: arrivingSources(network, ingress, family),
        targets: targetsOf(network, runner, ingress, family),
        answers: answersFor(bySource),
        linkAnswers: answersFor(ofLinkAlone(bySource)),
        otherwise: reasonOfNoRule(runner, ingress),
        known,
      };
    }),
  );
}

function reasonOfNoRule(runner: HookRunner, ingress: Ingress): Reason {
  if (ingress.name === 'lo') return { code: 'same-host' };
  return { code: runner.hasRules ? 'firewall-not-concerned' : 'no-firewall' };
}
