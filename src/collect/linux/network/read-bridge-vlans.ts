import type { Interface } from '../../../model/facts.js';
import { NETLINK_ROUTE, type Netlink } from '../netlink/netlink.js';
import { attributes, eachAttribute, parseAll } from '../netlink/netlink-message.js';

const RTM_GETLINK = 18;
const AF_BRIDGE = 7;
const IFLA_EXT_MASK = 29;
const RTEXT_FILTER_BRVLAN = 2;
const IFLA_AF_SPEC = 26;
const IFLA_BRIDGE_VLAN_INFO = 2;
const HEADER = 16;
/** BRIDGE_VLAN_INFO_PVID and BRIDGE_VLAN_INFO_UNTAGGED. */
const BOTH_WAYS = 2 | 4;

/** The interfaces; where bridges filter by VLAN, these and their ports with the VLAN of their frames without a tag. */
export function withUntaggedVlans(netlink: Netlink, interfaces: readonly Interface[]): readonly Interface[] {
  if (!interfaces.some(({ vlanFiltering }) => vlanFiltering === true)) return interfaces;
  const request = Buffer.alloc(HEADER + 8);
  request[0] = AF_BRIDGE;
  request.writeUInt16LE(8, HEADER);
  request.writeUInt16LE(IFLA_EXT_MASK, HEADER + 2);
  request.writeUInt32LE(RTEXT_FILTER_BRVLAN, HEADER + 4);
  const answer = netlink.dump(NETLINK_ROUTE, RTM_GETLINK, request);
  const found = answer.ok ? parseAll(answer.messages, parseUntaggedVlan) : undefined;
  if (found === undefined) return interfaces;
  const byIndex = new Map(found);
  return interfaces.map((iface) => ({
    ...iface,
    untaggedVlan: byIndex.get(iface.index) ?? iface.untaggedVlan,
  }));
}

/** The index of a port or bridge, and the VLAN that its frames without a tag are in, both coming in and going out. */
export function parseUntaggedVlan(message: Buffer): readonly [number, number] | undefined {
  const spec = attributes(message, HEADER).get(IFLA_AF_SPEC);
  if (spec === undefined) return undefined;
  let vlan: number | undefined;
  eachAttribute(spec, 0, (type, start) => {
    if (type !== IFLA_BRIDGE_VLAN_INFO) return;
    if ((spec.readUInt16LE(start) & BOTH_WAYS) === BOTH_WAYS) vlan = spec.readUInt16LE(start + 2);
  });
  return vlan === undefined ? undefined : [message.readInt32LE(4), vlan];
}
