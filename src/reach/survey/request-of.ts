import type { Bound } from '../../net/address-set.js';
import type { Request } from '../packet/request.js';
import { PROTOCOL_NUMBERS, type Transport } from '../sockets/protocol-numbers.js';
import type { WayIn } from './ways-in.js';

/** An ordinary client's port: from the middle of net.ipv4.ip_local_port_range. */
export const EPHEMERAL_PORT = 40000;

/** The first packets of ordinary clients that come by a way and dial `destination` at `port`. */
export function requestOf(
  { way, family, sources }: Pick<WayIn, 'way' | 'family' | 'sources'>,
  transport: Transport,
  destination: Bound,
  port: number,
): Request {
  const { ingress } = way;
  const protocol = PROTOCOL_NUMBERS[transport];
  return { family, protocol, ingress, sources, destination, port, peerPort: EPHEMERAL_PORT };
}
