import { type AddressSet, emptySet, intersect } from '../../net/address-set.js';
import { nextOfConnection } from '../ipvs/taken.js';
import type { World } from '../world.js';
import { narrow, passStages, stagesIn } from './hooks.js';
import { observeNext } from './observe-next.js';
import { type Answerer, type Passage, passageOf, type ReplyOutcome, sendReply, type Way } from './reply.js';

/** TCP, DCCP and SCTP go on after the answer; a datagram is done with it. */
const CONNECTED: ReadonlySet<number> = new Set([6, 33, 132]);

/**
 * What follows a request that has arrived: the answer's way out and, where the protocol has connections, the peer's next
 * packets' way in. A listener is reached only by the peers that get through both.
 */
export function exchange(way: Way, arrival: World, answerer: Answerer): ReplyOutcome {
  if (arrival.leakedTo !== undefined) return unfollowed(arrival);
  const reply = sendReply(way, arrival, answerer);
  if (!CONNECTED.has(arrival.protocol)) return reply;
  const later = sendEstablished(way, arrival, reply.may);
  return {
    must: intersect(reply.must, later.must),
    may: intersect(reply.may, later.may),
    doubts: [...reply.doubts, ...later.doubts],
    stops: [...reply.stops, ...later.stops],
    noRoute: reply.noRoute,
  };
}

/** Of what a route led into another VRF nothing more is certain, nor anything stopped. */
function unfollowed({ family, may }: World): ReplyOutcome {
  return { must: emptySet(family), may, doubts: [], stops: [], noRoute: emptySet(family) };
}

/** The peers' packets after the first: addressed as they dialled it; NAT repeats what it decided then. */
function sendEstablished(way: Way, arrival: World, peers: AddressSet): Passage {
  const packet: World = {
    ...nextOfConnection(narrow(arrival, peers)),
    phase: 'established',
    local: arrival.dialled,
    mark: 0,
    acceptedBy: [],
  };
  if (packet.may.bounds.length === 0) {
    const nobody = emptySet(arrival.family);
    return { must: nobody, may: nobody, doubts: [], stops: [] };
  }
  const { before, after } = stagesIn(way.ingress, packet);
  const end = observeNext(way.observe, (observe) =>
    passStages(way.runner, [...before, ...after], { worlds: [packet], stops: [] }, observe),
  );
  return passageOf(arrival.family, end.worlds, end.stops, 'established-blocked');
}
