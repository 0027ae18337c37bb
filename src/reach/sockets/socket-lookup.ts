import type { Protocol } from '../../model/facts.js';
import type { Listener } from '../../model/listener.js';
import { parseAddress } from '../../net/address.js';
import {
  type AddressSet,
  type Bound,
  contains,
  type IpFamily,
  isEmpty,
  subtract,
  unionAll,
} from '../../net/address-set.js';
import { prefixSet, width } from '../../net/cidr.js';
import { type Contest, contest } from './socket-contest.js';

/** Where the packet is when sockets are looked up. */
export interface LookupPoint {
  readonly protocol: Protocol;
  readonly family: IpFamily;
  readonly port: number;
  /** The device that bound sockets are compared with. */
  readonly device: string;
  /** Set for packets out of a VRF: its port, and whether unbound sockets take them (tcp_l3mdev_accept, udp_…). */
  readonly vrf?: { readonly port: string; readonly unboundAccept: boolean };
}

/** Destinations for which the same listeners are found. */
export interface Claim extends Contest {
  readonly destinations: AddressSet;
}

/** The sockets of one namespace, ready to be looked up. */
export interface SocketTable {
  /** Who gets packets to which of the `destinations`, as disjoint claims; what is in none is nobody's. */
  claims(point: LookupPoint, destinations: AddressSet): readonly Claim[];
  /**
   * Those who all get what is sent to a group or a broadcast address (__udp4_lib_mcast_deliver): bound to the wildcard or, with
   * `address`, to that very one, which come first.
   */
  hearers(point: LookupPoint, address?: Bound): readonly Listener[];
}

/**
 * Indexes listeners for lookups as __inet_lookup_listener and __udp4_lib_lookup do them: first those bound to the very
 * address, and only if none of these matches those bound to the wildcard.
 */
export function socketTable(listeners: readonly Listener[]): SocketTable {
  const slots = new Map<string, Slot>();
  for (const listener of listeners) {
    for (const family of listener.accepts) {
      const key = slotKey(listener.protocol, family, listener.port);
      const slot: Slot = slots.get(key) ?? { exact: new Map(), wildcard: [] };
      slots.set(key, slot);
      const address = boundAddress(listener, family);
      if (address === undefined) slot.wildcard.push(listener);
      else slot.exact.set(address, [...(slot.exact.get(address) ?? []), listener]);
    }
  }
  return {
    hearers(point, address) {
      const slot = slots.get(slotKey(point.protocol, point.family, point.port));
      const exact = address === undefined ? [] : (slot?.exact.get(address) ?? []);
      return [...exact, ...(slot?.wildcard ?? [])].filter((listener) => canMatch(listener, point));
    },
    claims(point, destinations) {
      const slot = slots.get(slotKey(point.protocol, point.family, point.port));
      if (slot === undefined) return [];
      const wildcard = slot.wildcard.filter((listener) => canMatch(listener, point));
      const claims: Claim[] = [];
      const singles: AddressSet[] = [];
      for (const [address, bound] of slot.exact) {
        if (!contains(destinations, address)) continue;
        const exact = bound.filter((listener) => canMatch(listener, point));
        if (exact.length === 0) continue;
        const single = prefixSet(point.family, address, width(point.family));
        singles.push(single);
        claims.push({ destinations: single, ...contest(point, [exact, wildcard]) });
      }
      const rest =
        singles.length === 0 ? destinations : subtract(destinations, unionAll(point.family, singles));
      if (wildcard.length > 0 && !isEmpty(rest))
        claims.push({ destinations: rest, ...contest(point, [wildcard]) });
      return claims;
    },
  };
}

interface Slot {
  readonly exact: Map<Bound, readonly Listener[]>;
  readonly wildcard: Listener[];
}

function slotKey(protocol: Protocol, family: IpFamily, port: number): string {
  return `${protocol} ${family} ${port}`;
}

/** False when the socket certainly cannot take it: it is bound to another device, or to none where a VRF demands one. */
export function canMatch(
  { device, deviceKnown }: Listener,
  point: Pick<LookupPoint, 'device' | 'vrf'>,
): boolean {
  if (device !== undefined) return device === point.device || device === point.vrf?.port;
  return !deviceKnown || point.vrf === undefined || point.vrf.unboundAccept;
}

/** The address that packets of `family` are compared with; undefined for a wildcard. */
function boundAddress(listener: Listener, family: IpFamily): Bound | undefined {
  const text =
    family === 'ipv4' && listener.family === 'ipv6'
      ? listener.address === '::'
        ? '0.0.0.0'
        : listener.address.replace(/^::ffff:/i, '')
      : listener.address;
  const value = parseAddress(text)?.value;
  return value === undefined || value === 0 || value === 0n ? undefined : value;
}
