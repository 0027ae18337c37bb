import type { ForwardingMethod } from '../../model/ipvs-facts.js';
import type { Reason } from '../../model/reason.js';
import { formatAddress } from '../../net/address.js';
import type { IpFamily } from '../../net/address-set.js';
import { formatEndpoint } from '../answers/endpoint-text.js';
import type { Endpoint, World } from '../world.js';

/** What IPVS decided for a connection that it took. */
export interface Taken {
  /** "tcp 10.0.0.1:80", "mark 5". */
  readonly service: string;
  /** What the packet was addressed to. */
  readonly virtual: Endpoint;
  readonly server: Endpoint;
  readonly method: ForwardingMethod;
  /** The device by which packets leave for the real server; undefined where this host is that itself. */
  readonly by: string | undefined;
  /** Conntrack keeps the connection (net.ipv4.vs.conntrack). */
  readonly tracked: boolean;
  /** The service is for every port of its address. */
  readonly takesAll: boolean;
  /** Nobody gives its answers the address that the peer dialled: they are no answers to the peer. */
  readonly unanswered: boolean;
  /** This packet has met IPVS already, whose hooks let it pass (ipvs_property). */
  readonly met: boolean;
}

/** The connection as its next packet finds it: IPVS has not met that one, and conntrack may have forgotten the others. */
export function nextOfConnection(world: World): World {
  const { ipvs } = world;
  return ipvs === undefined ? world : { ...world, tracked: true, ipvs: { ...ipvs, met: false } };
}

/** True where conntrack takes each packet of the connection for its first: it keeps nothing of those that IPVS took. */
export function isForgotten({ ipvs }: World): boolean {
  return ipvs !== undefined && !ipvs.tracked;
}

/** True for what real servers get as it was sent, and answer by a way of their own. */
export function isAnsweredPast({ ipvs }: World): boolean {
  return ipvs?.by !== undefined && ipvs.method !== 'masquerading';
}

/** Why they do not get to what was dialled who are sent to a real server instead. */
export function elsewhereReason({ service, server }: Taken): Reason {
  return { code: 'ipvs-elsewhere', service, target: endpointText(server) };
}

/** A real server in writing. */
export function endpointText(server: Endpoint): string {
  return formatEndpoint(formatAddress(familyOf(server), server.address), server.port);
}

/** Packets go in tunnels to servers of the other family too. */
export function familyOf({ address }: Endpoint): IpFamily {
  return typeof address === 'bigint' ? 'ipv6' : 'ipv4';
}
