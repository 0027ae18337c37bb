import {
  type AddressSet,
  type Bound,
  contains,
  emptySet,
  type IpFamily,
  intersect,
  interval,
  isEmpty,
  subtract,
  union,
  unionAll,
} from '../../net/address-set.js';
import { special } from '../../net/special.js';
import { acceptsLoopback } from './destinations.js';
import type { Flow } from './fib-rule.js';
import type { Hop } from './fib-table.js';
import type { Ingress } from './ingress.js';
import { type Network, vrfOf } from './network.js';

/** Peers whose answers leave by the same devices; several for multipath, where a hash of the packet chooses. */
export interface ReturnRoute {
  readonly peers: AddressSet;
  readonly devices: readonly string[];
  readonly table?: number;
}

/** An answer on its way out: from this address, by this device if the socket is bound to one. */
export interface Answer extends Omit<Flow, 'iif' | 'oif'> {
  readonly source: Bound;
  /** The address that its peer sees as its source, once NAT is undone; `source` itself where there was none. */
  readonly seenAs?: Bound;
  readonly device?: string;
  /** Given for answers of other hosts, which are only passed on. */
  readonly iif?: string;
}

/**
 * How answers find back to `peers` that came in by `ingress`; peers in no part get none. As ip_route_output_key and
 * ip6_route_output choose: a bound device is binding (IPv4 takes the peer as on-link where no route leaves by it), IPv6
 * link-local peers are answered on the link they came by. A route to a broadcast address is no way back; nor is one to
 * ourselves: IPv6 takes packets that claim an address of ours, but answers them over lo (our own link-local addresses
 * apart, which neighbours may have as well).
 */
export function returnRoutes(
  network: Network,
  ingress: Ingress,
  family: IpFamily,
  answer: Answer,
  peers: AddressSet,
): ReturnRoute[] {
  if (ingress.loops === true) {
    const { device } = answer;
    // Bound to nothing of the VRF, the answer is looked up elsewhere, and leaves by a link where nobody waits for it.
    if (device === undefined || !isInVrf(network, device)) return [];
    const home = device === ingress.name ? peers : localPeers(network, family, answer, peers);
    return [{ peers: home, devices: [ingress.name] }];
  }
  if (ingress.name === 'lo') return [{ peers: localPeers(network, family, answer, peers), devices: ['lo'] }];
  if (family === 'ipv4') {
    // __mkroute_output: a loopback source leaves only by a device with route_localnet.
    const letsLoopback = ({ devices }: Hop) =>
      devices.every((name) => acceptsLoopback(network, { name, families: [] }, 'ipv4'));
    const fromLoopback = contains(special('ipv4', 'loopback'), answer.source);
    const mayLeave = fromLoopback ? letsLoopback : undefined;
    return bySplit(network, family, answer, subtract(peers, NOBODY_YET), answer.device, mayLeave);
  }
  if (!mayAnswerFrom(network, answer)) return [];
  const linkLocal = special('ipv6', 'link-local');
  // The kernel tells the VRF as the zone of such a datagram's sender: only a socket that is bound to it can answer there.
  const unzoned = isDatagram(answer) && ingress.vrf !== undefined && answer.device !== ingress.vrf;
  const beyond = subtract(peers, linkLocal);
  const sameLink = bySplit(
    network,
    family,
    answer,
    unzoned ? emptySet(family) : intersect(peers, linkLocal),
    answer.device === ingress.vrf ? ingress.name : (answer.device ?? ingress.name),
  );
  // What answers from a link-local address means nothing on another link (RFC 4007 §4): nobody takes it there.
  const staysOnLink = contains(linkLocal, answer.seenAs ?? answer.source);
  const mayLeave = ({ type, devices }: Hop) =>
    type !== 'local' && (!staysOnLink || devices.includes(ingress.name));
  return [...bySplit(network, family, answer, beyond, answer.device, mayLeave), ...sameLink];
}

/** 0.0.0.0, whence who has no address yet sends to 255.255.255.255 (RFC 1122 §3.2.1.3 (a)): as a destination it means this host. */
const NOBODY_YET = interval('ipv4', 0, 1);

/**
 * A socket bound to a device answers local peers only at the addresses of that device; but bound to lo it takes all IPv4
 * peers as on-link there, and so they are.
 */
function localPeers(
  network: Network,
  family: IpFamily,
  { device, ...flow }: Answer,
  peers: AddressSet,
): AddressSet {
  if (device === undefined || (device === 'lo' && family === 'ipv4')) return peers;
  const parts = network.fib[family].split({ ...flow, iif: 'lo', oif: device }, peers);
  return unionAll(
    family,
    [...parts].flatMap(([{ type }, set]) => (type === 'local' ? [set] : [])),
  );
}

function bySplit(
  network: Network,
  family: IpFamily,
  answer: Answer,
  peers: AddressSet,
  oif: string | undefined,
  mayLeave: (hop: Hop) => boolean = () => true,
): ReturnRoute[] {
  if (isEmpty(peers)) return [];
  const byDevices = new Map<string, ReturnRoute>();
  let onLink = emptySet(family);
  for (const [hop, set] of network.fib[family].split({ ...answer, iif: answer.iif ?? 'lo', oif }, peers)) {
    if (!mayLeave(hop)) continue;
    const devices = hop.type === 'local' && family === 'ipv6' ? [oif ?? 'lo'] : hop.devices;
    if ((hop.type === 'unicast' || devices !== hop.devices) && devices.length > 0) {
      const key = devices.join('\0');
      const known = byDevices.get(key);
      byDevices.set(key, {
        peers: known === undefined ? set : union(known.peers, set),
        devices,
        table: hop.table,
      });
    } else if (family === 'ipv4' && oif !== undefined && !isInVrf(network, oif) && !isDelivery(hop.type)) {
      // "Apparently, routing tables are wrong. Assume, that the destination is on link." (route.c)
      onLink = union(onLink, set);
    }
  }
  const routes = [...byDevices.values()];
  return isEmpty(onLink) || oif === undefined ? routes : [...routes, { peers: onLink, devices: [oif] }];
}

/** IPv6 lets a datagram name as its source only an address of the VRF that it is sent in (ipv6_chk_addr_and_flags). */
function mayAnswerFrom(network: Network, answer: Answer): boolean {
  if (!isDatagram(answer)) return true;
  const owner = network.owners6.get(answer.source);
  return owner === undefined || vrfOf(network, owner) === vrfOf(network, answer.device ?? 'lo');
}

function isDatagram({ protocol }: Answer): boolean {
  return protocol === 17 || protocol === 136;
}

/** True for a VRF and its ports. */
function isInVrf(network: Network, device: string): boolean {
  return vrfOf(network, device) !== undefined;
}

function isDelivery(type: string): boolean {
  return type === 'local' || type === 'broadcast' || type === 'multicast' || type === 'anycast';
}
