import type { AuditInterface } from '../../../model/audit.js';
import { formatAddress } from '../../../net/address.js';
import { parseCidr } from '../../../net/cidr.js';

/** The networks of interfaces, "10.0.0.0/24 (eth0)", whose first or last address something is. */
export interface Edges {
  readonly firstOf?: string;
  readonly broadcastOf?: string;
}

/** The first address of an IPv4 network, and its broadcast address, belong to no host by custom; /31 and /32 have neither. */
export function edgesOf(address: string, interfaces: readonly AuditInterface[]): Edges {
  const edges: { firstOf?: string; broadcastOf?: string } = {};
  for (const { name, addresses } of interfaces)
    for (const { family, address: own, prefix, broadcast } of addresses) {
      if (family !== 'ipv4' || prefix > 30) continue;
      const [first, end] = parseCidr(`${own}/${prefix}`)?.bounds ?? [];
      if (first === undefined || end === undefined) continue;
      const network = `${formatAddress('ipv4', first)}/${prefix} (${name})`;
      if (address === formatAddress('ipv4', first)) edges.firstOf = network;
      if (address === (broadcast ?? formatAddress('ipv4', Number(end) - 1))) edges.broadcastOf = network;
    }
  return edges;
}
