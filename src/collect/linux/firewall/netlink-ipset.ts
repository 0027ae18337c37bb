import { NETLINK_NETFILTER, type Netlink } from '../netlink/netlink.js';
import { attributes, parseAll } from '../netlink/netlink-message.js';

/** linux/netfilter/ipset/ip_set.h: the subsystem is the high byte of a message's type. */
const IPSET_CMD_LIST = (6 << 8) | 7;
const NFGENMSG = Buffer.alloc(4);
const IPSET_ATTR_PROTOCOL = 1;
const IPSET_ATTR_SETNAME = 2;
const IPSET_ATTR_FLAGS = 6;
const NLA_F_NET_BYTEORDER = 1 << 14;
/** The oldest that a kernel takes. */
const IPSET_PROTOCOL_MIN = 6;
/** Names alone, without what is in the sets. */
const IPSET_FLAG_LIST_SETNAME = 1 << 1;

/** The names of all sets, byte for byte; undefined where the kernel does not tell. */
export function ipsetNames(netlink: Netlink): readonly string[] | undefined {
  const answer = netlink.dump(NETLINK_NETFILTER, IPSET_CMD_LIST, request());
  if (!answer.ok) return undefined;
  return parseAll(answer.messages, (payload) =>
    attributes(payload, NFGENMSG.length).get(IPSET_ATTR_SETNAME)?.toString('latin1').replace(/\0$/, ''),
  );
}

function request(): Buffer {
  const attributesOf = Buffer.alloc(16);
  attributesOf.writeUInt16LE(5, 0);
  attributesOf.writeUInt16LE(IPSET_ATTR_PROTOCOL, 2);
  attributesOf.writeUInt8(IPSET_PROTOCOL_MIN, 4);
  attributesOf.writeUInt16LE(8, 8);
  attributesOf.writeUInt16LE(IPSET_ATTR_FLAGS | NLA_F_NET_BYTEORDER, 10);
  attributesOf.writeUInt32BE(IPSET_FLAG_LIST_SETNAME, 12);
  return Buffer.concat([NFGENMSG, attributesOf]);
}
