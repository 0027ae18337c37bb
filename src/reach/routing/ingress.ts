import type { Interface } from '../../model/facts.js';
import type { IpFamily } from '../../net/address-set.js';
import type { Sysctls } from './sysctls.js';

/** A way in: packets come in by it, or ("lo") are made here. */
export interface Ingress {
  readonly name: string;
  readonly families: readonly IpFamily[];
  /** The VRF device it is enslaved to: prerouting runs again with it, input only with it (Networking/vrf.rst). */
  readonly vrf?: string;
  /** A VRF as the loopback of processes that are bound to it: packets for its own addresses are looped on it (vrf_local_xmit). */
  readonly loops?: true;
}

/** True where what comes in was sent by a process of this namespace. */
export function isFromHere({ name, loops }: Ingress): boolean {
  return name === 'lo' || loops === true;
}

/** Nothing is ever received by these. */
const SILENT_KINDS = new Set(['dummy', 'ifb', 'nlmon']);

/**
 * The interfaces by which packets reach the IP layer: up, and no port of a bridge, bond or team, whose packets come in
 * by the master. Ports of a VRF do come in by themselves. lo stands for the processes of this namespace, a VRF for those
 * that are bound to it.
 */
export function ingressesOf(interfaces: readonly Interface[], sysctls: Sysctls): Ingress[] {
  const byName = new Map(interfaces.map((iface) => [iface.name, iface]));
  return interfaces.flatMap((iface) => {
    const master = iface.master === undefined ? undefined : byName.get(iface.master);
    const vrf = master?.vrfTable === undefined ? undefined : master.name;
    if (!iface.up || SILENT_KINDS.has(iface.kind)) return [];
    if (iface.master !== undefined && vrf === undefined) return [];
    const noIpv6 = sysctls.own('ipv6', iface.name, 'disable_ipv6') === 1;
    const families: IpFamily[] = noIpv6 ? ['ipv4'] : ['ipv4', 'ipv6'];
    if (iface.vrfTable !== undefined) return [{ name: iface.name, families, vrf: iface.name, loops: true }];
    return [{ name: iface.name, families, vrf }];
  });
}
