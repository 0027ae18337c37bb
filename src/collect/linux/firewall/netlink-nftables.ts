import { NETLINK_NETFILTER, type Netlink } from '../netlink/netlink.js';
import { attributes, parseAll } from '../netlink/netlink-message.js';

/** linux/netfilter/nfnetlink.h and nf_tables.h: the subsystem is the high byte of a message's type. */
const NFNL_SUBSYS_NFTABLES = 10 << 8;
const NFT_MSG_GETTABLE = NFNL_SUBSYS_NFTABLES | 1;
const NFT_MSG_GETGEN = NFNL_SUBSYS_NFTABLES | 16;
const NFTA_GEN_ID = 1;
/** struct nfgenmsg of all families. */
const NFGENMSG = Buffer.alloc(4);

/**
 * The generation of the nftables ruleset, which grows with every change that a program (not a packet) makes to it, in this
 * namespace. Undefined without the right to ask, or without nf_tables in the kernel.
 */
export function nftGeneration(netlink: Netlink): number | undefined {
  const answer = netlink.get(NETLINK_NETFILTER, NFT_MSG_GETGEN, NFGENMSG);
  if (!answer.ok) return undefined;
  return parseAll(answer.messages, (payload) =>
    attributes(payload, NFGENMSG.length).get(NFTA_GEN_ID)?.readUInt32BE(0),
  )?.[0];
}

/** Where a namespace begins to count: nf_tables_init_net in net/netfilter/nf_tables_api.c. */
const FIRST_GENERATION = 1;

/**
 * Whether the namespace has any nftables table; `generation` of its ruleset, where it is known. Undefined when it cannot be told: no
 * right to ask, or no nf_tables.
 */
export function nftHasTables(netlink: Netlink, generation?: number): boolean | undefined {
  if (generation === FIRST_GENERATION) return false;
  const answer = netlink.dump(NETLINK_NETFILTER, NFT_MSG_GETTABLE, NFGENMSG);
  return answer.ok ? answer.messages.length > 0 : undefined;
}
