import type { Trace, TraceStep } from '../../model/trace.js';
import { formatAddress } from '../../net/address.js';
import { type AddressSet, contains, intersect, isEmpty } from '../../net/address-set.js';
import { prefixSet, width } from '../../net/cidr.js';
import { type Request, sendRequest } from '../packet/request.js';
import { arrivingSources, doubtOfSources } from '../routing/arrival.js';
import { isGroupAddress, takesGroup } from '../routing/group-address.js';
import type { Ingress } from '../routing/ingress.js';
import type { Network } from '../routing/network.js';
import { PROTOCOL_NUMBERS } from '../sockets/protocol-numbers.js';
import { EPHEMERAL_PORT } from '../survey/request-of.js';
import { type Target, targetsOf } from '../survey/targets.js';
import { doubtOfVlans } from '../topology/bridge-vlans.js';
import { createHost, type Host } from '../topology/host.js';
import type { Stack } from '../topology/stack.js';
import { type ReachInput, stackOf } from '../topology/stack-of.js';
import type { HookRunner } from '../world.js';
import { deliveryOutcome } from './trace-delivery.js';
import { heardFate } from './trace-heard.js';
import { type Fate, fateOfStops } from './trace-outcome.js';
import { type PacketAsked, type PacketQuestion, settleQuestion } from './trace-question.js';
import { transitOutcome } from './trace-transit.js';

/**
 * One packet's way through the namespaces of a machine, from the one that is asked from, step by step: the same code that
 * computes reach, with one source instead of sets of them, watched on its way. The outcome is that of `computeReach` for
 * this source.
 */
export function tracePacket(inputs: readonly ReachInput[], question: PacketQuestion): Trace {
  const stacks = inputs.map(stackOf);
  const stack = stacks.find(({ namespace }) => namespace.current);
  if (stack === undefined) throw new TypeError('a packet is traced from a current namespace');
  const steps: TraceStep[] = [];
  const observe = (step: TraceStep) => void steps.push(step);
  const asked = settleQuestion(stack.network, question, observe);
  if (typeof asked === 'string') {
    const { via = '' } = question;
    return { question: { ...question, via }, steps, outcome: { kind: 'stopped', by: asked } };
  }
  const host = createHost(stacks);
  const outcome = certainly(host, stack, asked, follow(host, stack, question, asked, observe));
  return { question: { ...question, via: asked.via }, steps, outcome };
}

function follow(
  host: Host,
  stack: Stack,
  question: PacketQuestion,
  asked: PacketAsked,
  observe: (step: TraceStep) => void,
): Fate {
  const { namespace, network, runner, sockets, access } = stack;
  const { family, destination, via } = asked;
  const ingress = network.ingresses.find(({ name }) => name === via);
  observe({ kind: 'arrive', interface: via, packet: packetOf(question, asked) });
  if (ingress === undefined) return { kind: 'stopped', by: `no packets come in by ${via} itself` };
  const request: Request = {
    family,
    protocol: PROTOCOL_NUMBERS[question.protocol],
    ingress,
    sources: prefixSet(family, asked.source, width(family)),
    destination,
    port: question.port,
    peerPort: EPHEMERAL_PORT,
  };
  const way = { network, runner, ingress, observe };
  const target = targetOf(network, runner, ingress, asked);
  const delivery = { host, sockets, access, request, asked: question };
  if (target === undefined) {
    const toGroup = request.protocol === PROTOCOL_NUMBERS.udp && isGroupAddress(network, family, destination);
    if (!toGroup || via === 'lo') return transitOutcome(way, request, delivery);
    const taken = takesGroup(namespace, via, family, destination);
    if (taken === undefined)
      return { kind: 'undecided', because: ['multicast memberships could not be read'] };
    if (!taken) return { kind: 'stopped', by: `${via} has not joined the group` };
    const arrived = sendRequest(network, runner, request, observe);
    return heardFate(way, arrived, stack, { ...delivery, device: ingress.vrf ?? via });
  }
  const sources = arriving(network, request, target);
  if (isEmpty(sources)) return { kind: 'stopped', by: 'no packet with this source can come in that way' };
  const outcome = sendRequest(network, runner, { ...request, sources }, observe);
  if (outcome.arrivals.length + outcome.departures.length === 0) return fateOfStops(outcome.stops);
  return deliveryOutcome(way, outcome, { ...delivery, device: target.device });
}

/** The destination as reach looks at it; undefined when it is not an address of this host for packets by that way. */
function targetOf(
  network: Network,
  runner: HookRunner,
  ingress: Ingress,
  { family, destination, zone, source }: PacketAsked,
): Target | undefined {
  return targetsOf(network, runner, ingress, family).find(
    (target) =>
      contains(target.destinations, destination) &&
      (zone === undefined || target.zone === zone) &&
      (target.sources === undefined || contains(target.sources, source)),
  );
}

function arriving(network: Network, { family, ingress, sources }: Request, target: Target): AddressSet {
  return intersect(sources, target.sources ?? arrivingSources(network, ingress, family));
}

function packetOf(question: PacketQuestion, { family, source, destination }: PacketAsked) {
  return {
    source: formatAddress(family, source),
    destination: formatAddress(family, destination),
    protocol: question.protocol,
    sourcePort: EPHEMERAL_PORT,
    destinationPort: question.port,
    mark: 0,
  };
}

/** What could not be read keeps a good end from being certain. */
function certainly(host: Host, { doubt, network }: Stack, { via, family }: PacketAsked, outcome: Fate): Fate {
  if (outcome.kind !== 'delivered' && outcome.kind !== 'forwarded') return outcome;
  const ofWay =
    doubtOfSources(network, { name: via, families: [] }) ??
    doubtOfVlans(host, { namespace: network.id, device: via }, family);
  const doubts = [doubt, ofWay].filter((one) => one !== undefined).concat(network.doubts);
  const unread = doubts.flatMap((one) => ('subject' in one ? [`${one.subject} could not be read`] : []));
  return unread.length === 0 ? outcome : { kind: 'undecided', because: [...new Set(unread)] };
}
