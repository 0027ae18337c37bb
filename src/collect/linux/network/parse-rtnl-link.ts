import type { BridgePort } from '../../../model/bridge-port.js';
import type { Interface } from '../../../model/facts.js';
import { attributes, numberOf, textOf, unreadable } from '../netlink/netlink-message.js';
import { hasLowerLink, kindWithoutDriver } from '../netlink/rtnetlink-names.js';
import { type DeviceSettings, parseDeviceSettings } from './parse-device-settings.js';

/** A network interface without what other messages tell: its addresses, and the namespace of what it is linked to. */
export type Link = Omit<Interface, 'addresses'>;

/** A link, and what it tells of others by number. */
export interface LinkMessage {
  readonly link: Link;
  /** Index of the bridge, bond or VRF. */
  readonly master?: number;
  /**
   * What the namespace at hand calls the one in which `link.link` is, ip-netns(8) "nsid"; absent for itself, and -1 for one
   * that is being removed.
   */
  readonly nsid?: number;
  readonly settings?: DeviceSettings;
}

/** linux/if_link.h. */
const IFLA_ADDRESS = 1;
const IFLA_IFNAME = 3;
const IFLA_MTU = 4;
const IFLA_LINK = 5;
const IFLA_MASTER = 10;
const IFLA_LINKINFO = 18;
const IFLA_AF_SPEC = 26;
const IFLA_GROUP = 27;
const IFLA_LINK_NETNSID = 37;
const IFLA_XDP = 43;
const IFLA_INFO_KIND = 1;
const IFLA_INFO_DATA = 2;
const IFLA_INFO_SLAVE_KIND = 4;
const IFLA_INFO_SLAVE_DATA = 5;
/** Hairpin mode. */
const IFLA_BRPORT_MODE = 4;
const IFLA_BRPORT_ISOLATED = 33;
const IFLA_VRF_TABLE = 1;
const IFLA_BR_VLAN_FILTERING = 7;
const IFLA_VLAN_ID = 1;
const IFLA_IPVLAN_MODE = 1;
/** IPVLAN_MODE_*, linux/if_link.h; the first is l2. */
const IPVLAN_MODES: readonly Link['routedMode'][] = [undefined, 'l3', 'l3s'];
/** IFLA_VLAN_PROTOCOL and IFLA_BR_VLAN_PROTOCOL. */
const VLAN_PROTOCOL: Readonly<Record<string, number>> = { vlan: 5, bridge: 8 };
/** linux/if_ether.h. */
const VLAN_PROTOCOLS: ReadonlyMap<number, Link['vlanProtocol']> = new Map([
  [0x8100, '802.1Q'],
  [0x88a8, '802.1ad'],
]);
const IFLA_XDP_ATTACHED = 2;
const IFLA_VXLAN_LINK = 3;
/** IFLA_VXLAN_PORT and IFLA_GENEVE_PORT. */
const TUNNEL_PORT: Readonly<Record<string, number>> = { vxlan: 15, geneve: 5 };
/** linux/if.h. */
const IFF_UP = 1;
const IFF_LOWER_UP = 1 << 16;
/** linux/if_arp.h. */
const ARPHRD_ETHER = 1;
const HEADER_SIZE = 16;

/** The payload of an RTM_NEWLINK message (struct ifinfomsg). */
export function parseRtnlLink(message: Buffer): LinkMessage {
  const attribute = attributes(message, HEADER_SIZE);
  const name = textOf(attribute.get(IFLA_IFNAME));
  if (name === undefined) throw unreadable();
  const type = message.readUInt16LE(2);
  const flags = message.readUInt32LE(8);
  const info = attribute.get(IFLA_LINKINFO);
  const infoAttribute = info === undefined ? undefined : attributes(info, 0);
  const kind = textOf(infoAttribute?.get(IFLA_INFO_KIND));
  const data = infoAttribute?.get(IFLA_INFO_DATA);
  const nsid = attribute.get(IFLA_LINK_NETNSID)?.readInt32LE(0);
  const lower = lowerLink(kind, numberOf(attribute.get(IFLA_LINK)), data);
  const link: Link = {
    name,
    index: message.readInt32LE(4),
    kind: kind ?? kindWithoutDriver(type),
    up: (flags & IFF_UP) !== 0,
    running: (flags & IFF_LOWER_UP) !== 0,
    mac: type === ARPHRD_ETHER ? macOf(attribute.get(IFLA_ADDRESS)) : undefined,
    mtu: numberOf(attribute.get(IFLA_MTU)),
    link: lower === 0 && nsid === undefined ? undefined : { index: lower },
    group: numberOf(attribute.get(IFLA_GROUP)),
    type,
    vrfTable: kind === 'vrf' ? vrfTableOf(data) : undefined,
    xdp: hasXdp(attribute.get(IFLA_XDP)),
    tunnelPort: tunnelPortOf(kind, data),
    bridgePort: bridgePortOf(infoAttribute),
    vlanFiltering: (kind === 'bridge' && data !== undefined && filtersVlans(data)) || undefined,
    vlanId: kind === 'vlan' && data !== undefined ? vlanIdOf(data) : undefined,
    routedMode: data === undefined ? undefined : routedModeOf(kind, data),
    vlanProtocol: data === undefined ? undefined : vlanProtocolOf(kind, data),
  };
  const spec = attribute.get(IFLA_AF_SPEC);
  const settings = spec && parseDeviceSettings(spec);
  return { link, master: numberOf(attribute.get(IFLA_MASTER)), nsid, settings };
}

/** The index of the interface that one of `kind` is linked to; 0 for none. */
function lowerLink(kind: string | undefined, told: number | undefined, data: Buffer | undefined): number {
  if (kind === 'vxlan' && data !== undefined) return numberOf(attributes(data, 0).get(IFLA_VXLAN_LINK)) ?? 0;
  return hasLowerLink(kind) ? (told ?? 0) : 0;
}

function macOf(bytes: Buffer | undefined): string | undefined {
  return bytes?.toString('hex').replace(/(?<=.)(?=(?:..)+$)/g, ':');
}

function vrfTableOf(data: Buffer | undefined): number | undefined {
  return data === undefined ? undefined : numberOf(attributes(data, 0).get(IFLA_VRF_TABLE));
}

function tunnelPortOf(kind: string | undefined, data: Buffer | undefined): number | undefined {
  const type = TUNNEL_PORT[kind ?? ''];
  return type === undefined || data === undefined
    ? undefined
    : attributes(data, 0).get(type)?.readUInt16BE(0);
}

function hasXdp(nested: Buffer | undefined): boolean {
  return nested !== undefined && (attributes(nested, 0).get(IFLA_XDP_ATTACHED)?.[0] ?? 0) !== 0;
}

function filtersVlans(data: Buffer): boolean {
  return (attributes(data, 0).get(IFLA_BR_VLAN_FILTERING)?.[0] ?? 0) !== 0;
}

function vlanIdOf(data: Buffer): number | undefined {
  return attributes(data, 0).get(IFLA_VLAN_ID)?.readUInt16LE(0);
}

function routedModeOf(kind: string | undefined, data: Buffer): Link['routedMode'] {
  const mode = kind === 'ipvlan' ? attributes(data, 0).get(IFLA_IPVLAN_MODE)?.readUInt16LE(0) : undefined;
  return mode === undefined ? undefined : IPVLAN_MODES[mode];
}

function vlanProtocolOf(kind: string | undefined, data: Buffer): Link['vlanProtocol'] {
  const type = VLAN_PROTOCOL[kind ?? ''];
  const protocol = type === undefined ? undefined : attributes(data, 0).get(type);
  return protocol && VLAN_PROTOCOLS.get(protocol.readUInt16BE(0));
}

/** Undefined for what is no port of a bridge; a kernel before 4.18 knows no isolated ports. */
function bridgePortOf(info: ReadonlyMap<number, Buffer> | undefined): BridgePort | undefined {
  const data = info?.get(IFLA_INFO_SLAVE_DATA);
  if (textOf(info?.get(IFLA_INFO_SLAVE_KIND)) !== 'bridge' || data === undefined) return undefined;
  const port = attributes(data, 0);
  const isSet = (type: number) => (port.get(type)?.[0] ?? 0) !== 0;
  return { hairpin: isSet(IFLA_BRPORT_MODE), isolated: isSet(IFLA_BRPORT_ISOLATED) };
}
