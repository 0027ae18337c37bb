import { intersect, isEmpty, subtract } from '../../net/address-set.js';
import type { Way } from '../packet/reply.js';
import { ownAddresses } from '../routing/destinations.js';
import type { Case } from '../survey/decide.js';
import type { Host, Neighbour } from '../topology/host.js';
import type { World } from '../world.js';
import { bridgeThatFilters } from './answer-paths.js';

/**
 * A case in which a stack may be sent its own packets back: where the bridge hands frames to the IP rules, NAT there turns them
 * round within the bridge, which sends nothing out by the port that it came in by unless that port is in hairpin mode
 * (br_netfilter_hooks.c, br_forward.c). Whether it is, is not read.
 */
export function withHairpin(
  host: Host,
  way: Way,
  world: World,
  { stack, ingress }: Neighbour,
  subject: Case,
): Case {
  const { family, oif } = world;
  if (oif !== way.ingress.name) return subject;
  const end = { namespace: stack.namespace.id, device: ingress.name };
  if (bridgeThatFilters(host, way, end, family) !== oif) return subject;
  const itself = intersect(world.may, ownAddresses(stack.network, family));
  if (isEmpty(itself)) return subject;
  const reason = { code: 'facts-unreadable', subject: `hairpin mode of the port of ${oif}` } as const;
  return {
    ...subject,
    must: subtract(subject.must, itself),
    doubts: [...subject.doubts, { sources: itself, reason }],
  };
}
