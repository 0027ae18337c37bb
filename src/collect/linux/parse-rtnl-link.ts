import type { Interface } from '../../model/facts.js';
import { attributes, numberOf, textOf } from './netlink-message.js';
import { kindWithoutDriver } from './rtnetlink-names.js';

/** A network interface without its addresses, which come in messages of their own. */
export type Link = Omit<Interface, 'addresses'>;

/** linux/if_link.h. */
const IFLA_ADDRESS = 1;
const IFLA_IFNAME = 3;
const IFLA_MTU = 4;
const IFLA_MASTER = 10;
const IFLA_LINKINFO = 18;
const IFLA_GROUP = 27;
const IFLA_XDP = 43;
const IFLA_INFO_KIND = 1;
const IFLA_INFO_DATA = 2;
const IFLA_VRF_TABLE = 1;
const IFLA_XDP_ATTACHED = 2;
/** IFLA_VXLAN_PORT and IFLA_GENEVE_PORT. */
const TUNNEL_PORT: Readonly<Record<string, number>> = { vxlan: 15, geneve: 5 };
/** linux/if.h. */
const IFF_UP = 1;
const IFF_LOWER_UP = 1 << 16;
/** linux/if_arp.h. */
const ARPHRD_ETHER = 1;
const HEADER_SIZE = 16;

/** The payload of an RTM_NEWLINK message (struct ifinfomsg), with the index of the master, whose name is another message's. */
export function parseRtnlLink(
  message: Buffer,
): { readonly link: Link; readonly master?: number } | undefined {
  if (message.length < HEADER_SIZE) return undefined;
  const attribute = attributes(message, HEADER_SIZE);
  const name = textOf(attribute.get(IFLA_IFNAME));
  if (name === undefined) return undefined;
  const type = message.readUInt16LE(2);
  const flags = message.readUInt32LE(8);
  const info = attribute.get(IFLA_LINKINFO);
  const infoAttribute = info === undefined ? undefined : attributes(info, 0);
  const kind = textOf(infoAttribute?.get(IFLA_INFO_KIND));
  const link: Link = {
    name,
    index: message.readInt32LE(4),
    kind: kind ?? kindWithoutDriver(type),
    up: (flags & IFF_UP) !== 0,
    running: (flags & IFF_LOWER_UP) !== 0,
    mac: type === ARPHRD_ETHER ? macOf(attribute.get(IFLA_ADDRESS)) : undefined,
    mtu: numberOf(attribute.get(IFLA_MTU)),
    group: numberOf(attribute.get(IFLA_GROUP)),
    type,
    vrfTable: kind === 'vrf' ? vrfTableOf(infoAttribute?.get(IFLA_INFO_DATA)) : undefined,
    xdp: hasXdp(attribute.get(IFLA_XDP)),
    tunnelPort: tunnelPortOf(kind, infoAttribute?.get(IFLA_INFO_DATA)),
  };
  return { link, master: numberOf(attribute.get(IFLA_MASTER)) };
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
