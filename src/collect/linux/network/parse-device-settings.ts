import type { IpFamily } from '../../../net/address-set.js';
import { AF_INET, AF_INET6 } from '../netlink/address-bytes.js';
import { attributes } from '../netlink/netlink-message.js';

/** Settings of a device by family and name: below net.ipv4.conf.DEVICE and net.ipv6.conf.DEVICE. */
export type DeviceSettings = Readonly<
  Record<IpFamily, Readonly<Record<string, number | undefined>> | undefined>
>;

/**
 * Those that decide delivery, each at its place in the arrays that rtnetlink(7) tells with a link: IPV4_DEVCONF_* of linux/ip.h,
 * which begins at one, and DEVCONF_* of linux/ipv6.h.
 */
export const DEVICE_SETTINGS = {
  ipv4: {
    forwarding: 0,
    rp_filter: 7,
    accept_local: 22,
    src_valid_mark: 23,
    route_localnet: 25,
    ignore_routes_with_linkdown: 28,
  },
  ipv6: { forwarding: 0, disable_ipv6: 26, ignore_routes_with_linkdown: 39 },
} as const satisfies Readonly<Record<IpFamily, Readonly<Record<string, number>>>>;

/** linux/if_link.h. */
const IFLA_INET_CONF = 1;
const IFLA_INET6_CONF = 2;

/** The value of IFLA_AF_SPEC. A family is undefined where the device has no settings of it, or an older kernel fewer. */
export function parseDeviceSettings(spec: Buffer): DeviceSettings {
  const families = attributes(spec, 0);
  return {
    ipv4: settingsIn(families.get(AF_INET), IFLA_INET_CONF, DEVICE_SETTINGS.ipv4),
    ipv6: settingsIn(families.get(AF_INET6), IFLA_INET6_CONF, DEVICE_SETTINGS.ipv6),
  };
}

function settingsIn(
  family: Buffer | undefined,
  type: number,
  places: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> | undefined {
  const values = family && attributes(family, 0).get(type);
  if (values === undefined) return undefined;
  const settings: Record<string, number> = {};
  for (const [name, place] of Object.entries(places)) {
    if (values.length < 4 * place + 4) return undefined;
    settings[name] = values.readInt32LE(4 * place);
  }
  return settings;
}

/** linux/netconf.h. */
const NETCONFA_IFINDEX = 1;
const NETCONFA_IFINDEX_ALL = -1;
const NETCONFA: Readonly<Record<string, number>> = {
  forwarding: 2,
  rp_filter: 3,
  ignore_routes_with_linkdown: 6,
};
const NETCONF_HEADER = 4;

/** What an RTM_NEWNETCONF message (struct netconfmsg) tells of the settings for "all"; undefined when it is about a device. */
export function parseNetconfOfAll(message: Buffer): Readonly<Record<string, number>> | undefined {
  const told = attributes(message, NETCONF_HEADER);
  if (told.get(NETCONFA_IFINDEX)?.readInt32LE(0) !== NETCONFA_IFINDEX_ALL) return undefined;
  const settings: Record<string, number> = {};
  for (const [name, type] of Object.entries(NETCONFA)) {
    const value = told.get(type);
    if (value?.length === 4) settings[name] = value.readInt32LE(0);
  }
  return settings;
}
