import { AF_INET, AF_INET6, addressAt, familyOf } from '../netlink/address-bytes.js';
import { attributes } from '../netlink/netlink-message.js';

/** Who is where on a link: of ARP and neighbour discovery an address of IP, of a bridge the port behind which a hardware address is. */
export interface Neighbour {
  /** Of the interface, or of the bridge's port. */
  readonly index: number;
  readonly mac: string;
  /** Absent in an entry of a bridge. */
  readonly address?: string;
}

const AF_BRIDGE = 7;
/** linux/neighbour.h. */
const NDA_DST = 1;
const NDA_LLADDR = 2;
const NUD_INCOMPLETE = 0x01;
const NUD_FAILED = 0x20;
const NUD_NOARP = 0x40;
const NUD_PERMANENT = 0x80;
const HEADER_SIZE = 12;
const MAC_LENGTH = 6;

/** The families that hold neighbours, as a request names them. */
export const NEIGHBOUR_FAMILIES = [AF_INET, AF_INET6, AF_BRIDGE] as const;

/** The payload of an RTM_NEWNEIGH message (struct ndmsg). Undefined for what tells of no neighbour, such as a bridge's own addresses. */
export function parseRtnlNeighbour(message: Buffer): Neighbour | undefined {
  const family = message.readUInt8(0);
  const index = message.readInt32LE(4);
  const state = message.readUInt16LE(8);
  const attribute = attributes(message, HEADER_SIZE);
  const lladdr = attribute.get(NDA_LLADDR);
  if (lladdr?.length !== MAC_LENGTH || (state & (NUD_INCOMPLETE | NUD_FAILED)) !== 0) return undefined;
  const mac = [...lladdr].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
  if (family === AF_BRIDGE) return (state & NUD_PERMANENT) === 0 ? { index, mac } : undefined;
  const ip = familyOf(family);
  const destination = attribute.get(NDA_DST);
  if (ip === undefined || destination === undefined || (state & NUD_NOARP) !== 0) return undefined;
  return { index, mac, address: addressAt(destination, 0, ip) };
}
