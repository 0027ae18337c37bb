import type { Bound, IpFamily } from '../../net/address-set.js';
import { emptySet, subtract } from '../../net/address-set.js';
import { prefixSet, width } from '../../net/cidr.js';
import { passOn } from '../packet/forward.js';
import { type Journey, narrow, passStages } from '../packet/hooks.js';
import type { Way } from '../packet/reply.js';
import { firstPacket, type Request, type RequestOutcome } from '../packet/request.js';
import { ownAddresses } from '../routing/destinations.js';
import { routeRequest } from '../routing/route-request.js';
import { PROTOCOL_NUMBERS, TRANSPORTS, type Transport } from '../sockets/protocol-numbers.js';
import { portsOf as portsOfBridge } from '../topology/bridge-ports.js';
import { isRewritten } from '../topology/bridged-runner.js';
import { type BridgeAbove, filteringBridge, isConfined } from '../topology/confinement.js';
import { framesReason } from '../topology/filtered-frames.js';
import type { Stack } from '../topology/stack.js';
import type { World } from '../world.js';
import { ANY_PORT, portsAt } from './ports-behind.js';
import { requestOf } from './request-of.js';
import { settle } from './settle.js';
import { sortOutcome } from './sorted-outcome.js';
import { type Findings, PORTS_OF_A_RANGE } from './survey.js';
import { addressesOf, portsOf } from './survey-transit.js';
import type { WayIn } from './ways-in.js';

/**
 * Surveys what neighbours on a bridge get to by dialling this stack where the bridge hands its frames to the IP rules of its own stack:
 * NAT there takes them to other ports of this stack, to other stacks, and to the sockets of the bridge's.
 */
export function surveyBridged(findings: Findings, ways: readonly WayIn[]): void {
  const { host, stack } = findings;
  for (const context of ways) {
    const { family } = context;
    const { name } = context.way.ingress;
    if (name === 'lo' || !isConfined(host.segments, stack.namespace, name)) continue;
    const bridge = filteringBridge(host, { namespace: stack.namespace.id, device: name }, family);
    if (bridge === undefined || bridge.above === stack || !bridge.above.runner.translates) continue;
    const behind = wayOf(context, bridge, stack);
    for (const address of addressesOf(stack, family))
      if (isBeside(findings, bridge, family, address)) surveyAddress(findings, behind, bridge, address);
  }
}

/** True for addresses of this stack that neighbours on the bridge find on their link. */
function isBeside(
  { host, stack }: Findings,
  { above, device }: BridgeAbove,
  family: IpFamily,
  address: Bound,
): boolean {
  return host.neighbour({ namespace: above.namespace.id, device }, family, address)?.stack === stack;
}

/** The way in by the bridge, of those who dial `stack` by `context`. */
function wayOf(context: WayIn, { above, device }: BridgeAbove, stack: Stack): WayIn {
  const { network, runner } = above;
  const { family, way, sources } = context;
  const ingress = network.ingresses.find(({ name }) => name === device) ?? { name: device, families: [] };
  const neighbours = subtract(
    subtract(sources, ownAddresses(network, family)),
    ownAddresses(stack.network, family),
  );
  return { ...context, way: { network, runner, ingress }, dialledBy: way.ingress.name, sources: neighbours };
}

function surveyAddress(findings: Findings, context: WayIn, bridge: BridgeAbove, address: Bound): void {
  const { above } = bridge;
  for (const transport of TRANSPORTS) {
    const own = new Set(portsOf(findings.stack, transport, context.family, address));
    const ports = new Set([
      ...above.runner.dialledPorts(PROTOCOL_NUMBERS[transport], PORTS_OF_A_RANGE),
      ...own,
      ...portsTaken(findings, context, bridge, transport, address),
    ]);
    for (const port of ports) {
      const request = requestOf(context, transport, address, port);
      const outcome = takenBy(context, bridge, request, own.has(port));
      if (outcome !== undefined) note(findings, context, bridge, transport, request, outcome);
    }
  }
}

function note(
  findings: Findings,
  context: WayIn,
  bridge: BridgeAbove,
  transport: Transport,
  request: Request,
  outcome: RequestOutcome,
): void {
  const { family, destination, port } = request;
  const target = {
    destinations: prefixSet(family, destination, width(family)),
    device: bridge.device,
    sample: destination,
    likeness: '',
    martian: true,
  } as const;
  settle({ ...findings, stack: bridge.above }, context, {
    transport,
    port,
    target,
    outcome: sortOutcome(outcome, request),
    doubt: bridge.above.doubt,
  });
}

/** What becomes of the frames that NAT changes; undefined where it changes none. Only where somebody `listens` other sources matter. */
function takenBy(
  { way }: WayIn,
  { above, device }: BridgeAbove,
  request: Request,
  listens: boolean,
): RequestOutcome | undefined {
  const { network, runner, ingress } = way;
  const packet: World = { ...firstPacket(request), transit: true };
  const before: Journey = passStages(runner, [{ hook: 'prerouting', iif: device }], {
    worlds: [packet],
    stops: [],
  });
  const crossing = (world: World): World => ({
    ...world,
    oif: device,
    frame: { from: undefined, to: undefined },
  });
  const rewritten = before.worlds.filter((world) => isRewritten(world, packet));
  const others = listens ? before.worlds.filter((world) => !isRewritten(world, packet)) : [];
  const masked = others.flatMap((world) => underOtherSources(way, crossing(world)));
  if (rewritten.length + masked.length === 0) return undefined;
  const filters = runner.filtersFrames(portsOfBridge(above, device).map(({ name }) => name));
  const sure = (worlds: readonly World[]) =>
    filters ? worlds.map((world) => doubted(world, device)) : worlds;
  const frames = sure(rewritten);
  // Where the address stays, so does the neighbour: nothing is routed.
  const stay = frames.filter(({ local }) => local.address === request.destination);
  const routed = frames
    .filter(({ local }) => local.address !== request.destination)
    .map((world) => routeRequest(network, ingress, world));
  const up = passStages(runner, [{ hook: 'input', iif: device }], {
    worlds: routed.flatMap(({ local }) => local),
    stops: [],
  });
  return {
    arrivals: up.worlds,
    departures: [...sure(masked), ...stay.map(crossing), ...routed.flatMap(({ departed }) => departed)],
    stops: [...routed.flatMap(({ stops }) => stops), ...up.stops],
  };
}

/** Of a frame, what leaves the bridge under another source than it came with. */
function underOtherSources(way: Way, frame: World): World[] {
  const { oif } = frame;
  const hook = [{ hook: 'postrouting', oif }] as const;
  const perhaps = passStages(way.runner, hook, { worlds: [frame], stops: [] });
  if (perhaps.worlds.every(({ source }) => source === undefined)) return [];
  return passOn(way, frame)
    .worlds.filter(({ source }) => source !== undefined)
    .map(({ may }) => narrow(frame, may));
}

function doubted(world: World, bridge: string): World {
  const doubt = { sources: world.may, reason: framesReason(bridge) };
  return { ...world, must: emptySet(world.family), doubts: [...world.doubts, doubt] };
}

/** Ports of the sockets to which NAT leads that keeps the port. */
function portsTaken(
  { host }: Findings,
  context: WayIn,
  bridge: BridgeAbove,
  transport: Transport,
  address: Bound,
): number[] {
  const { family } = context;
  const outcome = takenBy(context, bridge, requestOf(context, transport, address, ANY_PORT), false);
  const led = [...(outcome?.arrivals ?? []), ...(outcome?.departures ?? [])];
  return portsAt(
    host,
    transport,
    family,
    led.map(({ local }) => local.address),
  );
}
