import type { AddressSet, Bound, IpFamily } from '../../net/address-set.js';
import type { Ingress } from '../routing/ingress.js';
import type { Network } from '../routing/network.js';
import { routeRequest } from '../routing/route-request.js';
import type { HookRunner, World } from '../world.js';
import { type LocatedStop, type Observe, passStages, stagesIn } from './hooks.js';
import type { Way } from './reply.js';

/** The first packet of a connection, from peers that are alike in everything but their address. */
export interface Request {
  readonly family: IpFamily;
  /** IP protocol number. */
  readonly protocol: number;
  readonly ingress: Ingress;
  readonly sources: AddressSet;
  readonly destination: Bound;
  readonly port: number;
  /** An ephemeral port, as an ordinary client has it. */
  readonly peerPort: number;
}

/** What became of it. Peers in none of the three are dropped by the kernel without a rule (martians, no route). */
export interface RequestOutcome {
  /** After the input hook, at the sockets: `world.local` is the address and port that they are looked up by. */
  readonly arrivals: readonly World[];
  /** Handed to another host by NAT, before the forward hook, or by IPVS; `oif` is where routing sends it. */
  readonly departures: readonly World[];
  readonly stops: readonly LocatedStop[];
}

/**
 * The way of a first packet from where it comes in to the sockets: hooks, NAT, the check of its source and the routing
 * decision, in the kernel's order (ip_rcv, ip_route_input_slow, ip_local_deliver). `observe` is told each step.
 */
export function sendRequest(
  network: Network,
  runner: HookRunner,
  request: Request,
  observe?: Observe,
): RequestOutcome {
  return admit({ network, runner, ingress: request.ingress, observe }, firstPacket(request));
}

/** The same for a packet that is on its way already, and comes in to this stack. */
export function admit({ network, runner, ingress, observe }: Way, packet: World): RequestOutcome {
  const { before, after } = stagesIn(ingress, packet);
  const entered = passStages(runner, before, { worlds: [packet], stops: [] }, observe);
  const routed = entered.worlds.map((world) => routeRequest(network, ingress, world, observe));
  const delivered = routed.flatMap(({ local }) => local);
  const leaked = delivered.filter(({ leakedTo }) => leakedTo !== undefined);
  const worlds = delivered.filter(({ leakedTo }) => leakedTo === undefined);
  const arrived = passStages(runner, after, { worlds, stops: [] }, observe);
  return {
    arrivals: [...leaked, ...arrived.worlds.filter(({ ipvs }) => ipvs?.by === undefined)],
    departures: [
      ...routed.flatMap(({ departed }) => departed),
      ...arrived.worlds.filter(({ ipvs }) => ipvs?.by !== undefined),
    ],
    stops: [...entered.stops, ...routed.flatMap(({ stops }) => stops), ...arrived.stops],
  };
}

/** The packet as it is sent: nothing has looked at it yet. */
export function firstPacket({
  family,
  protocol,
  sources,
  destination,
  port,
  peerPort,
}: Omit<Request, 'ingress'>): World {
  const local = { address: destination, port };
  return {
    family,
    protocol,
    phase: 'new',
    iif: undefined,
    oif: undefined,
    must: sources,
    may: sources,
    doubts: [],
    local,
    peerPort,
    dialled: local,
    mark: 0,
    ctmark: 0,
    tracked: true,
    ctStatus: 0,
    acceptedBy: [],
  };
}
