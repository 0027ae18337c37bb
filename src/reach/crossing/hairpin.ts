import { type AddressSet, emptySet, intersect, isEmpty, subtract, union } from '../../net/address-set.js';
import type { Way } from '../packet/reply.js';
import { ownAddresses } from '../routing/destinations.js';
import type { Case } from '../survey/decide.js';
import { behindIsolated, type Plug, plugOf, portsOf } from '../topology/bridge-ports.js';
import { framesReason } from '../topology/filtered-frames.js';
import type { Host, Neighbour } from '../topology/host.js';
import type { World } from '../world.js';
import { bridgeThatFilters } from './answer-paths.js';

/**
 * A case in which a stack may be sent its own packets back: where the bridge hands frames to the IP rules, NAT there turns them
 * round within the bridge, which sends nothing out by the port that it came in by unless that port is in hairpin mode, and nothing
 * from one isolated port to another (br_netfilter_hooks.c, br_forward.c).
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
  const plug = plugOf(host, end);
  const itself = intersect(world.may, ownAddresses(stack.network, family));
  const state = plug?.port.bridgePort;
  if (plug !== undefined && state !== undefined) {
    // An isolated port is isolated from itself, hairpin mode or not.
    const others = state.isolated ? union(behindIsolated(host, plug, family), itself) : emptySet(family);
    return passed(plug, without(subject, state.hairpin ? others : union(others, itself)));
  }
  if (isEmpty(itself)) return subject;
  const reason = { code: 'facts-unreadable', subject: `hairpin mode of the port of ${oif}` } as const;
  return {
    ...subject,
    must: subtract(subject.must, itself),
    doubts: [...subject.doubts, { sources: itself, reason }],
  };
}

/** The case without these peers, whose frames the bridge drops. */
function without(subject: Case, peers: AddressSet): Case {
  if (isEmpty(peers)) return subject;
  return { ...subject, must: subtract(subject.must, peers), may: subtract(subject.may, peers) };
}

/** What NAT turns round within a bridge passes from port to port, and meets the rules for frames there. */
function passed({ above, bridge }: Plug, subject: Case): Case {
  const ports = portsOf(above, bridge).map(({ name }) => name);
  if (!above.runner.filtersFrames(ports)) return subject;
  const doubt = { sources: subject.may, reason: framesReason(bridge) };
  return { ...subject, must: subtract(subject.must, subject.must), doubts: [...subject.doubts, doubt] };
}
