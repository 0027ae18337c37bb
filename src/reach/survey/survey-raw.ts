import type { Listener } from '../../model/listener.js';
import { parseAddress } from '../../net/address.js';
import { type AddressSet, emptySet, intersect, isEmpty } from '../../net/address-set.js';
import { prefixSet, width } from '../../net/cidr.js';
import { sendRequest } from '../packet/request.js';
import { canMatch } from '../sockets/socket-lookup.js';
import { vrfOf } from '../sockets/vrf-acceptance.js';
import { decide } from './decide.js';
import type { Findings } from './survey.js';
import type { WayIn } from './ways-in.js';

/**
 * Notes who reaches a raw socket. It gets a copy of every packet of its IP protocol that passes the input hook, whoever
 * else takes it (raw_local_deliver), so that nothing shadows it and no answer is waited for.
 */
export function surveyRaw(
  { stack: { network, runner }, listeners: entries }: Findings,
  { way, family, sources, targets, answers, otherwise, doubt }: WayIn,
  listener: Listener,
): void {
  const { ingress } = way;
  for (const target of targets) {
    const bound = boundAddress(listener, target.destinations);
    const vrf = vrfOf(network, ingress, 'raw');
    if (isEmpty(bound) || !canMatch(listener, { device: target.device, vrf })) continue;
    const outcome = sendRequest(network, runner, {
      family,
      protocol: listener.port,
      ingress,
      sources: target.sources ? intersect(sources, target.sources) : sources,
      destination: bound.bounds[0] ?? target.sample,
      port: 0,
      peerPort: 0,
    });
    const unseen = listener.deviceKnown || listener.device !== undefined ? undefined : DEVICE_UNSEEN;
    const spot = { interface: ingress.name, port: listener.port, destinations: bound, zone: target.zone };
    for (const world of outcome.arrivals)
      entries.add(listener.id, spot, answers(decide({ ...world, stops: [] }, otherwise, doubt ?? unseen)));
    const nobody = { must: emptySet(family), may: emptySet(family), doubts: [], acceptedBy: [] };
    entries.add(listener.id, spot, answers(decide({ ...nobody, stops: outcome.stops }, otherwise)));
  }
}

const DEVICE_UNSEEN = { code: 'facts-unreadable', subject: 'bound device of raw sockets' } as const;

/** Those of the destinations that the socket is bound to: all of them for a wildcard. */
function boundAddress({ address }: Listener, destinations: AddressSet): AddressSet {
  const parsed = parseAddress(address);
  if (parsed === undefined || parsed.value === 0 || parsed.value === 0n) return destinations;
  if (parsed.family !== destinations.family) return emptySet(destinations.family);
  return intersect(destinations, prefixSet(parsed.family, parsed.value, width(parsed.family)));
}
