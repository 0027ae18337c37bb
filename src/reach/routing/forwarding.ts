import type { IpFamily } from '../../net/address-set.js';
import type { Network } from './network.js';

export interface Forwarding {
  /** Undefined where it could not be read. */
  readonly forwards: boolean | undefined;
  /** The setting that decides. */
  readonly sysctl: string;
}

/**
 * Whether what comes in by `device` and is for another host, which `toward` leads to, is forwarded: for IPv4 a device may have a setting
 * of its own.
 */
export function forwardingOf(
  network: Network,
  device: string,
  family: IpFamily,
  toward: string | undefined,
): Forwarding {
  const { sysctls } = network;
  const general = family === 'ipv4' ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding';
  const value = sysctls.value(general);
  const own = family === 'ipv4' ? sysctls.own('ipv4', device, 'forwarding') : undefined;
  const differs = own !== undefined && value !== undefined && (own !== 0) !== (value !== 0);
  const decides = family === 'ipv6' && turnsRound(network, device, family, toward) ? 1 : (own ?? value);
  return {
    forwards: decides === undefined ? undefined : decides !== 0,
    sysctl: differs ? `net.ipv4.conf.${device}.forwarding` : general,
  };
}

/**
 * A bridge that hands frames to the IP rules turns round what NAT leads back out by it, before anything is forwarded; the routing of IPv4
 * that it asks for that refuses where forwarding is off, that of IPv6 does not (br_netfilter_hooks.c, br_netfilter_ipv6.c).
 */
export function turnsRound(
  { interfaces, sysctls }: Network,
  device: string,
  family: IpFamily,
  toward: string | undefined,
): boolean {
  if (toward !== device || interfaces.get(device)?.kind !== 'bridge') return false;
  const key = family === 'ipv4' ? 'bridge-nf-call-iptables' : 'bridge-nf-call-ip6tables';
  return sysctls.value(`net.bridge.${key}`) === 1;
}
