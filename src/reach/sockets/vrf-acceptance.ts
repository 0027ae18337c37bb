import type { Protocol } from '../../model/facts.js';
import type { Ingress } from '../routing/ingress.js';
import type { Network } from '../routing/network.js';
import type { LookupPoint } from './socket-lookup.js';

/** The setting by which sockets that are bound to no device take what comes out of a VRF; UDP-Lite and DCCP share those of others. */
const SETTINGS: Partial<Record<Protocol, string>> = {
  tcp: 'net.ipv4.tcp_l3mdev_accept',
  dccp: 'net.ipv4.tcp_l3mdev_accept',
  udp: 'net.ipv4.udp_l3mdev_accept',
  udplite: 'net.ipv4.udp_l3mdev_accept',
  raw: 'net.ipv4.raw_l3mdev_accept',
};

/** What the socket lookup has to know of the VRF that a packet comes out of; undefined where it is of none. */
export function vrfOf({ sysctls }: Network, { name, vrf }: Ingress, protocol: Protocol): LookupPoint['vrf'] {
  if (vrf === undefined) return undefined;
  const setting = SETTINGS[protocol];
  return { port: name, unboundAccept: setting === undefined || sysctls.value(setting) === 1 };
}
