import { type AddressSet, emptySet, intersect, unionAll } from '../../net/address-set.js';
import { followUp } from '../packet/forward.js';
import type { Passage, Way } from '../packet/reply.js';
import type { Case } from '../survey/decide.js';
import type { Host, Neighbour } from '../topology/host.js';
import type { World } from '../world.js';
import { answerPaths } from './answer-paths.js';
import { peersBefore, seenFromBefore } from './next-packet.js';

/** A case of the next stack with what comes after it in the stack before: its answers' way through, and further packets. */
export function withWayBack(
  host: Host,
  way: Way,
  world: World,
  neighbour: Neighbour,
  arrived: World,
  subject: Case,
): Case {
  const seen = seenFromBefore(world, arrived, subject);
  const passages: Passage[] = answerPaths(host, way, world, neighbour, arrived).map((path) => {
    const peers = intersect(world.may, peersBefore(world, path.peers));
    switch (path.kind) {
      case 'back': {
        const part = { ...world, must: intersect(world.must, peers), may: peers };
        return followUp(way, part, path.device, path.bridged);
      }
      case 'past':
        return { must: peers, may: peers, doubts: [], stops: [] };
      case 'lost':
        return {
          must: emptySet(world.family),
          may: emptySet(world.family),
          doubts: [],
          stops: [{ must: peers, may: peers, reason: path.reason }],
        };
      case 'unknown':
        return {
          must: emptySet(world.family),
          may: peers,
          doubts: [{ sources: peers, reason: path.reason }],
          stops: [],
        };
      default:
        return path satisfies never;
    }
  });
  const all = (sets: readonly AddressSet[]) => unionAll(world.family, sets);
  return {
    must: intersect(seen.must, all(passages.map(({ must }) => must))),
    may: intersect(seen.may, all(passages.map(({ may }) => may))),
    doubts: [...seen.doubts, ...passages.flatMap(({ doubts }) => doubts)],
    acceptedBy: seen.acceptedBy,
    stops: [...seen.stops, ...passages.flatMap(({ stops }) => stops)],
  };
}
