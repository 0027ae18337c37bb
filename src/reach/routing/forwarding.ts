import type { IpFamily } from '../../net/address-set.js';
import type { Network } from './network.js';

export interface Forwarding {
  /** Undefined where it could not be read. */
  readonly forwards: boolean | undefined;
  /** The setting that decides. */
  readonly sysctl: string;
}

/** Whether what comes in by `device` and is for another host is forwarded: for IPv4 a device may have a setting of its own. */
export function forwardingOf({ sysctls }: Network, device: string, family: IpFamily): Forwarding {
  const general = family === 'ipv4' ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding';
  const value = sysctls.value(general);
  const own = family === 'ipv4' ? sysctls.own('ipv4', device, 'forwarding') : undefined;
  const differs = own !== undefined && value !== undefined && (own !== 0) !== (value !== 0);
  const decides = own ?? value;
  return {
    forwards: decides === undefined ? undefined : decides !== 0,
    sysctl: differs ? `net.ipv4.conf.${device}.forwarding` : general,
  };
}
