import type { Listener, Owner } from '../../model/listener.js';
import { formatAddress } from '../../net/address.js';
import { isEmpty, overlaps } from '../../net/address-set.js';
import { prefixSet, width } from '../../net/cidr.js';
import { formatEndpoint } from '../answers/endpoint-text.js';
import { crossOver } from '../crossing/cross-over.js';
import { exchange } from '../packet/exchange.js';
import { sendForward } from '../packet/forward.js';
import type { Way } from '../packet/reply.js';
import type { Request, RequestOutcome } from '../packet/request.js';
import type { AccessLists } from '../sockets/access-lists.js';
import type { LookupPoint, SocketTable } from '../sockets/socket-lookup.js';
import { vrfOf } from '../sockets/vrf-acceptance.js';
import type { Case } from '../survey/decide.js';
import type { Host } from '../topology/host.js';
import type { World } from '../world.js';
import { type Fate, fateOfStops, reasonText, undecidedFate } from './trace-outcome.js';
import type { PacketQuestion } from './trace-question.js';

/** Where a traced packet may be delivered. */
export interface Delivery {
  /** What sockets bound to a device compare it with, for the address that was dialled. */
  readonly device: string;
  readonly host: Host;
  readonly sockets: SocketTable;
  readonly access: AccessLists;
  readonly request: Request;
  readonly asked: PacketQuestion;
}

/** The fate of a packet that came to the sockets, or that NAT sent on to another host. */
export function deliveryOutcome(way: Way, outcome: RequestOutcome, delivery: Delivery): Fate {
  const fates = [
    ...outcome.arrivals.map((world) => arrivalFate(way, world, delivery)),
    ...outcome.departures.map((world) => departureFate(way, world, delivery.host)),
  ];
  const [first] = fates;
  const certain = [...outcome.arrivals, ...outcome.departures].every(({ must }) => !isEmpty(must));
  if (first !== undefined && fates.length === 1 && (certain || isEnd(first))) return first;
  const doubts = [...outcome.arrivals, ...outcome.departures].flatMap((world) => world.doubts);
  return undecidedFate(doubts, outcome.stops);
}

/** True for ends that no doubt on the way there makes better. */
function isEnd({ kind }: Fate): boolean {
  return kind === 'stopped' || kind === 'undecided';
}

function arrivalFate(
  way: Way,
  world: World,
  { device: dialledBy, sockets, access, request, asked }: Delivery,
): Fate {
  const { observe, network, ingress } = way;
  const { address, port } = world.assigned ?? world.local;
  const at = prefixSet(world.family, address, width(world.family));
  const dialled = address === request.destination && port === request.port;
  const owner = network.fib[world.family].lookup({ iif: 'lo' }, address).devices[0];
  const device = dialled || ingress.name !== 'lo' ? dialledBy : (owner ?? dialledBy);
  const vrf = vrfOf(network, ingress, asked.protocol);
  const point: LookupPoint = { protocol: asked.protocol, family: world.family, port, device, vrf };
  const takers = sockets.claims(point, at).flatMap((claim) => claim.takers);
  const [taker] = takers;
  if (taker === undefined) {
    const detail = `nothing listens on ${formatEndpoint(formatAddress(world.family, address), port)}`;
    observe?.({ kind: 'no-socket', detail });
    return { kind: 'refused' };
  }
  for (const { listener } of takers)
    observe?.({ kind: 'socket', listener: listener.id, owner: ownerText(listener.owner) });
  if (takers.length > 1 || taker.unsure !== undefined)
    return {
      kind: 'undecided',
      because: [`which of ${takers.map(({ listener }) => listener.id).join(', ')} gets it`],
    };
  return exchangeFate(way, world, taker.listener, access);
}

/**
 * Delivered is what the listener's access lists let in and what can also be answered; a datagram is delivered without an answer as
 * well, and a note says that nothing comes back.
 */
export function exchangeFate(way: Way, world: World, listener: Listener, access: AccessLists): Fate {
  const turning = access(listener, world.family).filter(({ sources }) => overlaps(world.may, sources));
  const away = turning.find(({ certain }) => certain);
  if (away !== undefined) return { kind: 'stopped', by: reasonText(away.reason) };
  const [unsure] = turning;
  if (unsure !== undefined) return { kind: 'undecided', because: [reasonText(unsure.reason)] };
  const delivered: Fate = { kind: 'delivered', listener: listener.id };
  const found = exchange(way, world, { device: listener.device, uid: listener.sockets[0]?.uid });
  if (!isEmpty(found.must)) return delivered;
  const open = isEmpty(found.may)
    ? isEmpty(found.noRoute)
      ? fateOfStops(found.stops)
      : ({ kind: 'stopped', by: 'no route leads back to its source' } as const)
    : undecidedFate(found.doubts, found.stops);
  return open;
}

/** The fate of a packet that leaves the namespace: in the next one where that can be seen, else as far as this one decides. */
export function departureFate(way: Way, departure: World, host: Host): Fate {
  const arrivals = crossOver(host, way, departure);
  const { address, port } = departure.ipvs?.server ?? departure.local;
  const target = formatEndpoint(formatAddress(departure.family, address), port);
  if (arrivals === undefined) {
    const found = sendForward(way, departure);
    return isEmpty(found.must) ? fateOfCase(found) : { kind: 'forwarded', target, device: departure.oif };
  }
  const [arrival] = arrivals;
  if (arrival === undefined) {
    way.observe?.({ kind: 'no-socket', detail: `nothing listens on ${target} there` });
    return { kind: 'refused' };
  }
  for (const { listener } of arrivals)
    way.observe?.({ kind: 'socket', listener: listener.id, owner: ownerText(listener.owner) });
  if (arrivals.length > 1 || arrival.unsure !== undefined)
    return {
      kind: 'undecided',
      because: [`which of ${arrivals.map(({ listener }) => listener.id).join(', ')} gets it`],
    };
  if (!isEmpty(arrival.subject.must)) return { kind: 'delivered', listener: arrival.listener.id };
  return fateOfCase(arrival.subject);
}

/** The fate of a packet that does not certainly get there. */
function fateOfCase({ may, doubts, stops }: Case): Fate {
  const asStops = stops.map((stop) => ({ ...stop, must: stop.may }));
  return isEmpty(may) ? fateOfStops(asStops) : undecidedFate(doubts, asStops);
}

/** Who holds a socket, for a step. */
export function ownerText(owner: Owner): string {
  switch (owner.kind) {
    case 'process':
      return owner.processes.map(({ name, pid }) => `${name} (${pid})`).join(', ');
    case 'kernel':
      return 'the kernel';
    case 'unknown':
      return 'an unknown process';
    default:
      return owner satisfies never;
  }
}
