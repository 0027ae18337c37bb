import type { Reason } from '../../model/reason.js';
import { type AddressSet, contains, emptySet, intersect } from '../../net/address-set.js';
import { prefixSet, width } from '../../net/cidr.js';
import { firstPacket } from '../packet/request.js';
import { arrivingSources } from '../routing/arrival.js';
import type { Case } from '../survey/decide.js';
import type { Neighbour } from '../topology/host.js';
import type { Doubt, World } from '../world.js';

/**
 * The packet as the next stack gets it: nothing of what the first knew of it comes along (skb_scrub_packet), and with source
 * NAT all peers are one.
 */
export function nextPacket(world: World, { stack, ingress }: Neighbour): World {
  const { family, protocol, local, peerPort } = world;
  const can = arrivingSources(stack.network, ingress, family);
  const only = world.source;
  const seen =
    typeof only === 'string' || only === undefined ? undefined : prefixSet(family, only, width(family));
  const may = intersect(seen ?? world.may, can);
  const { address: destination, port } = local;
  return {
    ...firstPacket({ family, protocol, sources: may, destination, port, peerPort }),
    must: intersect(may, seen ?? world.must),
    doubts: seen === undefined ? world.doubts : [],
    transit: true,
    acceptedBy: seen === undefined ? world.acceptedBy : [],
  };
}

/** A case with the peers as the stack before knows them: where it does source NAT, all of them are the one address. */
export function seenFromBefore(world: World, { family }: World, subject: Case): Case {
  if (world.source === undefined) return subject;
  if (world.source === 'unknown')
    return {
      ...subject,
      must: emptySet(family),
      doubts: [...subject.doubts, { sources: world.may, reason: SOURCE_UNKNOWN }],
    };
  const unsure: Doubt[] = [
    ...world.doubts,
    ...subject.doubts.map(({ reason }) => ({ sources: world.may, reason })),
  ];
  const before = (set: AddressSet) => peersBefore(world, set);
  const rules = ({ acceptedBy }: Pick<World, 'acceptedBy'>, kind: 'rule' | 'policy') =>
    acceptedBy.filter(({ by }) => by.kind === kind);
  const theirs = {
    acceptedBy: subject.acceptedBy.map(({ sources, by }) => ({ sources: before(sources), by })),
  };
  return {
    must: intersect(world.must, before(subject.must)),
    may: before(subject.may),
    doubts: unsure,
    acceptedBy: [
      ...rules(theirs, 'rule'),
      ...rules(world, 'rule'),
      ...rules(theirs, 'policy'),
      ...rules(world, 'policy'),
    ],
    stops: subject.stops.map((stop) => ({
      may: before(stop.may),
      must: stop.must && intersect(world.must, before(stop.must)),
      reason: stop.reason,
    })),
  };
}

const SOURCE_UNKNOWN: Reason = {
  code: 'too-complex',
  detail: 'the address that source NAT gives cannot be told',
};

/** The peers that the next stack sees as one of `sources`. */
export function peersBefore({ source, family, may }: World, sources: AddressSet): AddressSet {
  if (source === undefined) return sources;
  if (source === 'unknown') return may;
  return contains(sources, source) ? may : emptySet(family);
}
