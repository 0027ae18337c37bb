import type { Reason } from '../../model/reason.js';
import { type AddressSet, type IpFamily, intersect } from '../../net/address-set.js';
import { type AnswerMaker, answerFactory } from '../answers/answers.js';
import { ofLinkAlone, onLinkPrefixes, sourceAudiences } from '../answers/source-audience.js';
import type { Way } from '../packet/reply.js';
import { arrivingSources, doubtOfSources } from '../routing/arrival.js';
import type { Ingress } from '../routing/ingress.js';
import { withoutApart } from '../topology/apart.js';
import { doubtOfVlans } from '../topology/bridge-vlans.js';
import { isAmongGuests, isConfined, runnerOnLink } from '../topology/confinement.js';
import type { Host } from '../topology/host.js';
import { routedBelow } from '../topology/routed-below.js';
import type { Stack } from '../topology/stack.js';
import type { HookRunner } from '../world.js';
import { type GroupTarget, groupTargets } from './group-targets.js';
import type { SortedOutcome } from './sorted-outcome.js';
import { type Target, targetsOf } from './targets.js';
import { likenessOf } from './way-likeness.js';

/** One way in for packets of one family, ready to be surveyed. */
export interface WayIn {
  readonly way: Way;
  readonly family: IpFamily;
  readonly sources: AddressSet;
  readonly targets: readonly Target[];
  /** Groups and broadcast addresses that are heard by this way. */
  readonly groups: readonly GroupTarget[];
  /** Writes decisions out, for the audiences of this way. */
  readonly answers: AnswerMaker;
  /** The same for destinations that no router passes on (127/8): whoever sends there is on the link. */
  readonly linkAnswers: AnswerMaker;
  /** The interface that entries name, where it is another than that of `way`: a neighbour's, whose frames the bridge of `way` sees. */
  readonly dialledBy?: string;
  /** Why what no chain had a say in is allowed. */
  readonly otherwise: Reason;
  /** Why nothing by this way is certain. */
  readonly doubt: Reason | undefined;
  /** Virtual services of IPVS are too many to be looked at by this way. */
  readonly leavesServicesOut: boolean;
  /** What has become of requests so far; shared by ways that are alike. */
  readonly known: Map<string, SortedOutcome>;
}

/** Every way into a stack, lo first among equals where the system lists it first. */
export function waysIn(host: Host, stack: Stack): WayIn[] {
  const { network, namespace, audiences } = stack;
  const answersFor = answerFactory();
  const outcomes = new Map<string, Map<string, SortedOutcome>>();
  return network.ingresses.flatMap((ingress) => {
    const confined = isConfined(host.segments, namespace, ingress.name);
    const amongGuests =
      confined ||
      isAmongGuests(host.segments, namespace, ingress.name, (bridge) =>
        host.stacks.get(bridge.namespace)?.audiences.get(bridge.device),
      );
    return ingress.families.map((family): WayIn => {
      const end = { namespace: namespace.id, device: ingress.name };
      const routed = routedBelow(host, end);
      const runner =
        routed?.runner ??
        (namespace.current ? stack.runner : runnerOnLink(host, stack, ingress.name, family));
      const neighbours = amongGuests ? 'containers' : (audiences.get(ingress.name) ?? 'local-network');
      const bySource = sourceAudiences(network, namespace, ingress.name, family, neighbours);
      const arriving = arrivingSources(network, ingress, family);
      const sources = withoutApart(
        host,
        end,
        confined ? intersect(arriving, onLinkPrefixes(namespace, ingress.name, family)) : arriving,
      );
      const likeness = `${family} ${likenessOf(network, runner, ingress, family)} ${sources.bounds}`;
      const known = outcomes.get(likeness) ?? new Map<string, SortedOutcome>();
      outcomes.set(likeness, known);
      return {
        way: { network, runner, ingress },
        family,
        sources,
        targets: targetsOf(network, runner, ingress, family),
        groups: groupTargets(stack, runner, ingress, family),
        answers: answersFor(bySource),
        linkAnswers: answersFor(ofLinkAlone(bySource)),
        otherwise: reasonOfNoRule(runner, ingress),
        doubt:
          stack.doubt ?? routed?.doubt ?? doubtOfSources(network, ingress) ?? doubtOfVlans(host, end, family),
        leavesServicesOut: false,
        known,
      };
    });
  });
}

function reasonOfNoRule(runner: HookRunner, ingress: Ingress): Reason {
  if (ingress.name === 'lo') return { code: 'same-host' };
  return { code: runner.hasRules ? 'firewall-not-concerned' : 'no-firewall' };
}
