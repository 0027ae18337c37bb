import type { Protocol } from '../model/facts.js';
import { SHARED_NAMES, TCP_NAMES, UDP_NAMES } from '../net/service-names.js';

/**
 * The well-known name of a port: what usually listens there, not what does. Undefined when the port has none, and for
 * raw sockets, whose "port" is an IP protocol number.
 */
export function serviceName(protocol: Protocol, port: number): string | undefined {
  switch (protocol) {
    case 'tcp':
    case 'sctp':
    case 'dccp':
      return TCP_NAMES[port] ?? SHARED_NAMES[port];
    case 'udp':
    case 'udplite':
      return UDP_NAMES[port] ?? SHARED_NAMES[port];
    case 'raw':
      return undefined;
    default:
      return protocol satisfies never;
  }
}
