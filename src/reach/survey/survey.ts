import type { Listener } from '../../model/listener.js';
import type { Forward } from '../../model/reach.js';
import { type IpFamily, intersect, isEmpty } from '../../net/address-set.js';
import { destinationTexts } from '../answers/destination-texts.js';
import { EntryCollector } from '../answers/entry-collector.js';
import { ForwardCollector } from '../answers/forward-collector.js';
import { sendRequest } from '../packet/request.js';
import type { AccessLists } from '../sockets/access-lists.js';
import { PROTOCOL_NUMBERS, TRANSPORTS, type Transport } from '../sockets/protocol-numbers.js';
import type { Host } from '../topology/host.js';
import type { Stack } from '../topology/stack.js';
import type { HookRunner } from '../world.js';
import { noteLoopbackFromOutside } from './loopback-from-outside.js';
import { ANY_PORT, portsAt } from './ports-behind.js';
import { requestOf } from './request-of.js';
import { type ServicesLeftOut, servicesTooMany, withoutServices } from './services-left-out.js';
import { settle } from './settle.js';
import { type SortedOutcome, sortOutcome } from './sorted-outcome.js';
import { surveyBridged } from './survey-bridged.js';
import { surveyGroup, surveyHeard } from './survey-groups.js';
import { surveyRaw } from './survey-raw.js';
import { surveyRewritten } from './survey-rewritten.js';
import { type LeftOut, surveyTransits } from './survey-transit.js';
import { apartFrom, singleTargets, type Target } from './targets.js';
import { type WayIn, waysIn } from './ways-in.js';

/** Published ranges of more ports than this are looked at by their ends alone. */
export const PORTS_OF_A_RANGE = 64;

export interface Survey {
  readonly listeners: EntryCollector;
  readonly oneWay: EntryCollector;
  /** By broadcast addresses and multicast groups, of sockets that are bound to a wildcard. */
  readonly groups: EntryCollector;
  readonly groupsOneWay: EntryCollector;
  readonly forwards: readonly Forward[];
  /** Listeners that are reached at their port exactly as another one at its own, by id. */
  readonly twins: ReadonlyMap<string, Listener>;
  /** What is passed on by links that were not looked at. */
  readonly leftOut: LeftOut | undefined;
  /** Virtual services of IPVS that were too many to look at from these links, or at all. */
  readonly servicesLeftOut: ServicesLeftOut | undefined;
  /** Addresses that NAT rules name, and that were too many to look at. */
  readonly tooMany: number;
}

/** Where findings on packets that come in to one stack go. */
export interface Findings {
  readonly host: Host;
  readonly stack: Stack;
  readonly listeners: EntryCollector;
  readonly oneWay: EntryCollector;
  readonly groups: EntryCollector;
  readonly groupsOneWay: EntryCollector;
  readonly forwards: ForwardCollector;
}

/**
 * Sends a request by every way in to every address and port that a client may dial. Ports and addresses that no rule and
 * no route tells apart share one request, and ports with sockets of one kind their whole result; so the work grows with
 * what rules and sockets distinguish, not with the number of listeners.
 */
export function surveyStack(host: Host, stack: Stack): Survey {
  const { network, runner, namespace } = stack;
  const texts = destinationTexts(network, namespace.multicast);
  const findings: Findings = {
    host,
    stack,
    listeners: new EntryCollector(namespace.id, texts),
    oneWay: new EntryCollector(namespace.id, texts),
    groups: new EntryCollector(namespace.id, texts),
    groupsOneWay: new EntryCollector(namespace.id, texts),
    forwards: new ForwardCollector(namespace.id, texts),
  };
  const all = waysIn(host, stack);
  const servicesLeftOut = servicesTooMany(host, stack, all);
  const ways = withoutServices(host, stack, all, servicesLeftOut);
  const twins = new Map<string, Listener>();
  const firstOfKind = new Map<string, Listener>();
  const runners = [...new Set(ways.map(({ way }) => way.runner))];
  const anyFibUsesPorts = Object.values(network.fib).some(({ usesPorts }) => usesPorts);
  for (const transport of TRANSPORTS) {
    const alikeOf = (port: number) => {
      const classOf = (met: HookRunner) => met.portClass(PROTOCOL_NUMBERS[transport], port);
      return anyFibUsesPorts ? `${port}` : runners.map(classOf).join(' ');
    };
    const taken = runner.takenPorts(PROTOCOL_NUMBERS[transport]);
    const keepsPorts = runner.rewrites || taken.includes(0);
    const kept = keepsPorts
      ? ways.flatMap((way) => keptPorts(findings, way, transport, alikeOf(ANY_PORT)))
      : [];
    for (const [port, occupants] of dialledPorts(stack, transport, [...taken, ...kept])) {
      const alike = alikeOf(port);
      const [only] = occupants;
      const kind = occupants.length === 1 && only !== undefined ? kindOf(only, stack.access) : undefined;
      const key = `${transport} ${alike} ${kind}`;
      const twin = kind === undefined ? undefined : firstOfKind.get(key);
      if (twin !== undefined && only !== undefined) twins.set(only.id, twin);
      else {
        const diverted = ways
          .filter((way) => runner.rewrites || accepts(occupants, way.family) || isTaken(way, transport, port))
          .map((way) => surveyPort(findings, way, transport, port, alike));
        if (only !== undefined && !diverted.includes(true)) firstOfKind.set(key, only);
      }
    }
  }
  for (const listener of stack.listeners) {
    for (const way of ways.filter(({ family }) => listener.accepts.includes(family))) {
      if (listener.protocol === 'raw') surveyRaw(findings, way, listener);
      if (listener.protocol === 'udp' || listener.protocol === 'udplite')
        surveyGroup(findings, way, listener);
    }
  }
  const leftOut = surveyTransits(findings, ways);
  surveyBridged(findings, ways);
  const tooMany = surveyRewritten(findings, ways);
  return { ...findings, forwards: findings.forwards.forwards(), twins, leftOut, servicesLeftOut, tooMany };
}

function accepts(listeners: readonly Listener[], family: IpFamily): boolean {
  return listeners.some((listener) => listener.accepts.includes(family));
}

/** Surveys one port by one way in; true when NAT leads some of it elsewhere. */
function surveyPort(
  findings: Findings,
  context: WayIn,
  transport: Transport,
  port: number,
  alike: string,
): boolean {
  const { known, doubt } = context;
  const send = (target: Target) => sendTo(context, transport, port, target);
  noteLoopbackFromOutside(findings, context, transport, port);
  let diverted = false;
  for (const target of targetsAt(context, transport, port)) {
    const key = `${transport} ${alike} ${target.likeness}`;
    const here = target.martian === true ? { ...context, answers: context.linkAnswers } : context;
    const outcome = known.get(key) ?? send(target);
    if (!isDiverted(outcome)) {
      known.set(key, outcome);
      settle(findings, here, { transport, port, target, outcome, doubt });
      continue;
    }
    diverted = true;
    // NAT may keep the port or the address: then those that are alike still lead to different places.
    for (const one of singleTargets(target))
      settle(findings, here, { transport, port, target: one, outcome: send(one), doubt });
  }
  if (transport === 'udp' || transport === 'udplite') surveyHeard(findings, context, transport, port, alike);
  return diverted;
}

/** True for ports that IPVS takes packets for at some address. */
function isTaken({ way, family }: WayIn, transport: Transport, port: number): boolean {
  return !isEmpty(way.runner.taken(family, PROTOCOL_NUMBERS[transport], port));
}

/** What is told apart of the destinations of a way, for packets to one port. */
function targetsAt(
  { way, family, targets, leavesServicesOut }: WayIn,
  transport: Transport,
  port: number,
): readonly Target[] {
  const taken = way.runner.taken(family, PROTOCOL_NUMBERS[transport], port);
  return isEmpty(taken) ? targets : targets.flatMap((target) => apartFrom(target, taken, leavesServicesOut));
}

function sendTo(
  { way, family, sources }: WayIn,
  transport: Transport,
  port: number,
  target: Target,
): SortedOutcome {
  const { network, runner } = way;
  const sent = { way, family, sources: target.sources ? intersect(sources, target.sources) : sources };
  const request = requestOf(sent, transport, target.sample, port);
  return sortOutcome(sendRequest(network, runner, request), request);
}

/** Ports of the sockets to which NAT leads that keeps the port: what else may be dialled. */
function keptPorts(
  { host }: Findings,
  context: WayIn,
  transport: Transport,
  alike: string,
): readonly number[] {
  const { known, family } = context;
  return targetsAt(context, transport, ANY_PORT).flatMap((target) => {
    const key = `${transport} ${alike} ${target.likeness}`;
    const outcome = known.get(key) ?? sendTo(context, transport, ANY_PORT, target);
    if (!isDiverted(outcome)) {
      known.set(key, outcome);
      return [];
    }
    const led = singleTargets(target).map((one) => sendTo(context, transport, ANY_PORT, one));
    return led.flatMap(({ redirected, departures }) =>
      portsAt(
        host,
        transport,
        family,
        [...redirected.map(({ to }) => to), ...departures.map(({ local }) => local)]
          .filter(({ port }) => port === ANY_PORT)
          .map(({ address }) => address),
      ),
    );
  });
}

function isDiverted({ redirected, departures }: SortedOutcome): boolean {
  return redirected.length > 0 || departures.length > 0;
}

/**
 * Equal for listeners that differ in nothing but their port (and who they are). Undefined where it has access lists, or
 * where what could not be seen of the socket stands in its reasons.
 */
function kindOf(listener: Listener, access: AccessLists): string | undefined {
  const { address, device, deviceKnown, v6only, accepts, sockets } = listener;
  if (accepts.some((family) => access(listener, family).length > 0)) return undefined;
  if (device === undefined && !deviceKnown) return undefined;
  if (accepts.length > 1 && v6only === undefined) return undefined;
  return `${address} ${device} ${accepts} ${sockets[0]?.uid}`;
}

/** Every port that could lead somewhere, with its listeners: theirs, those that NAT rewrites, and `others`. */
function dialledPorts(
  { listeners, runner }: Stack,
  transport: Transport,
  others: readonly number[],
): Map<number, Listener[]> {
  const ports = new Map<number, Listener[]>();
  for (const listener of listeners) {
    if (listener.protocol !== transport) continue;
    const occupants = ports.get(listener.port);
    if (occupants === undefined) ports.set(listener.port, [listener]);
    else occupants.push(listener);
  }
  for (const port of [...runner.dialledPorts(PROTOCOL_NUMBERS[transport], PORTS_OF_A_RANGE), ...others])
    if (port !== 0 && !ports.has(port)) ports.set(port, []);
  return ports;
}
