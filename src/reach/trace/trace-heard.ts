import { contains, isEmpty } from '../../net/address-set.js';
import type { Way } from '../packet/reply.js';
import type { RequestOutcome } from '../packet/request.js';
import type { LookupPoint } from '../sockets/socket-lookup.js';
import { groupTargets } from '../survey/group-targets.js';
import { answeredBy, unseenOfHearer } from '../survey/survey-groups.js';
import type { Stack } from '../topology/stack.js';
import { type Delivery, deliveryOutcome, exchangeFate, ownerText } from './trace-delivery.js';
import { type Fate, fateOfStops, undecidedFate } from './trace-outcome.js';

/** The fate of a datagram for a group or a broadcast address that this host takes in: every socket that hears it gets one. */
export function heardFate(way: Way, outcome: RequestOutcome, stack: Stack, delivery: Delivery): Fate {
  const { observe, ingress } = way;
  const { request, asked, device } = delivery;
  const { family, destination, port } = request;
  // Frames to a group are not passed on to other hosts (ip_forward), whatever NAT makes of their destination.
  const [world, ...others] = outcome.arrivals;
  if (world === undefined) return fateOfStops(outcome.stops);
  if (others.length > 0 || world.local.address !== destination || world.local.port !== port)
    return deliveryOutcome(way, { ...outcome, departures: [] }, delivery);
  if (isEmpty(world.must)) return undecidedFate(world.doubts, outcome.stops);
  const point: LookupPoint = { protocol: asked.protocol, family, port, device };
  const target = groupTargets(stack, way.runner, ingress, family).find(({ destinations }) =>
    contains(destinations, destination),
  );
  const hearers = stack.sockets.hearers(point, destination).flatMap((listener) => {
    const unseen = target === undefined ? undefined : unseenOfHearer(listener, point, target);
    return unseen === 'none' ? [] : [{ listener, unseen }];
  });
  const sure = hearers.filter(({ unseen }) => unseen === undefined);
  for (const { listener } of sure)
    observe?.({ kind: 'socket', listener: listener.id, owner: ownerText(listener.owner) });
  const [first] = sure;
  if (first === undefined) {
    if (hearers.length > 0)
      return { kind: 'undecided', because: hearers.map(({ unseen }) => `${unseen} could not be read`) };
    observe?.({ kind: 'no-socket', detail: 'none hears what is sent there' });
    return { kind: 'refused' };
  }
  if (sure.length > 1) observe?.({ kind: 'note', text: 'Each of these sockets gets a copy.' });
  const [answer = world] = answeredBy(stack.network, ingress, world);
  return exchangeFate(way, answer, first.listener, stack.access);
}
