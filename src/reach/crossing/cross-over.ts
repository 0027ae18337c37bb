import { parseAddress } from '../../net/address.js';
import { emptySet, union } from '../../net/address-set.js';
import { passOn } from '../packet/forward.js';
import type { Way } from '../packet/reply.js';
import { admit } from '../packet/request.js';
import type { Case, CaseStop } from '../survey/decide.js';
import { caseOf } from '../survey/verdicts.js';
import type { Host, Neighbour } from '../topology/host.js';
import type { World } from '../world.js';
import { withHairpin } from './hairpin.js';
import { nextPacket, seenFromBefore } from './next-packet.js';
import { type Taker, takersAt } from './takers.js';
import { withWayBack } from './way-back.js';

/** Who of the peers gets to a listener. */
export interface Arrival extends Taker {
  readonly subject: Case;
}

/** Stacks that one packet is followed through. */
const MAX_HOPS = 4;

/**
 * Follows packets that leave a stack by `departure.oif` into the stack of their next hop: through its rules and routes to its
 * sockets, and the answers back again. One arrival for each listener, none where nobody listens; undefined where the next
 * hop is none of the stacks of this machine. `way` is theirs through the stack that they leave.
 */
export function crossOver(
  host: Host,
  way: Way,
  departure: World,
  hops = MAX_HOPS,
): readonly Arrival[] | undefined {
  const neighbour = nextStack(host, way, departure);
  if (neighbour === undefined || hops === 0) return undefined;
  const left = passOn(way, departure);
  // Those who were stopped on this side are stopped for whoever would have got their packets.
  const stopped = expected(neighbour, departure).map((taker) => ({
    ...taker,
    subject: stoppedCase(departure, left.stops),
  }));
  const entered = left.worlds.flatMap((world) => enter(host, way, world, neighbour, hops));
  return joinArrivals([...stopped, ...entered]);
}

/** One arrival for each listener. */
export function joinArrivals(arrivals: readonly Arrival[]): readonly Arrival[] {
  const found = new Map<string, Arrival>();
  for (const arrival of arrivals) {
    const known = found.get(arrival.listener.id);
    const subject = known === undefined ? arrival.subject : bothCases(known.subject, arrival.subject);
    found.set(arrival.listener.id, { ...arrival, subject });
  }
  return [...found.values()];
}

/** The stack that takes what leaves by `departure.oif`: that of the gateway, or of the destination itself. */
function nextStack(host: Host, { network, ingress }: Way, departure: World): Neighbour | undefined {
  const { family, local, oif, mark, protocol, ipvs } = departure;
  if (oif === undefined || ipvs?.method === 'tunnel') return undefined;
  const { address } = ipvs?.server ?? local;
  const flow = { iif: ingress.vrf ?? ingress.name, oif, mark, protocol, source: departure.may.bounds[0] };
  const { gateway } = network.fib[family].lookup(flow, address);
  const hop = gateway === undefined ? address : parseAddress(gateway)?.value;
  return hop === undefined ? undefined : host.neighbour({ namespace: network.id, device: oif }, family, hop);
}

/** Who takes packets to where the departure is addressed, as long as no rule of theirs changes that. */
function expected({ stack, ingress }: Neighbour, { family, protocol, local }: World): Taker[] {
  const { type } = stack.network.fib[family].lookup({ iif: ingress.name }, local.address);
  return type === 'local' ? takersAt(stack, ingress.name, { family, protocol }, local) : [];
}

/** The packets of one world in the next stack, seen from the stack that they came from. */
function enter(host: Host, way: Way, world: World, neighbour: Neighbour, hops: number): Arrival[] {
  const { stack, ingress } = neighbour;
  const there: Way = { network: stack.network, runner: stack.runner, ingress, observe: way.observe };
  const packet = nextPacket(world, neighbour);
  const { id, name, containers } = stack.namespace;
  way.observe?.({ kind: 'enter', namespace: id, name: containers[0] ?? name, interface: ingress.name });
  const outcome = admit(there, packet);
  const arrivals: Arrival[] = [];
  for (const arrived of outcome.arrivals) {
    for (const taker of takersAt(stack, ingress.name, arrived, arrived.assigned ?? arrived.local)) {
      const answerer = { device: taker.listener.device };
      const access = stack.access(taker.listener, arrived.family);
      const group = { family: arrived.family, worlds: [arrived], stops: outcome.stops };
      const subject = caseOf(there, group, answerer, access);
      const whole = withWayBack(host, way, world, neighbour, arrived, subject);
      arrivals.push({ ...taker, subject: withHairpin(host, way, world, neighbour, whole) });
    }
  }
  if (outcome.arrivals.length === 0)
    for (const taker of expected(neighbour, packet))
      arrivals.push({ ...taker, subject: seenFromBefore(world, packet, stoppedCase(packet, outcome.stops)) });
  for (const departure of outcome.departures)
    for (const arrival of crossOver(host, there, departure, hops - 1) ?? [])
      arrivals.push({
        ...arrival,
        subject: withWayBack(host, way, world, neighbour, departure, arrival.subject),
      });
  return arrivals;
}

function stoppedCase({ family }: World, stops: readonly CaseStop[]): Case {
  const nobody = emptySet(family);
  return { must: nobody, may: nobody, doubts: [], acceptedBy: [], stops };
}

function bothCases(a: Case, b: Case): Case {
  return {
    must: union(a.must, b.must),
    may: union(a.may, b.may),
    doubts: [...a.doubts, ...b.doubts],
    acceptedBy: [...a.acceptedBy, ...b.acceptedBy],
    stops: [...a.stops, ...b.stops],
  };
}
