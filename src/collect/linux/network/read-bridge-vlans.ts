import type { BridgeVlan } from '../../../model/bridge-port.js';
import type { Interface } from '../../../model/facts.js';
import { NETLINK_ROUTE, type Netlink } from '../netlink/netlink.js';
import { attributes, eachAttribute, parseAll } from '../netlink/netlink-message.js';

const RTM_GETLINK = 18;
const AF_BRIDGE = 7;
const IFLA_EXT_MASK = 29;
/** Runs of VLANs with the same flags as two entries. */
const RTEXT_FILTER_BRVLAN_COMPRESSED = 4;
const IFLA_AF_SPEC = 26;
const IFLA_BRIDGE_VLAN_INFO = 2;
const HEADER = 16;
/** BRIDGE_VLAN_INFO_*, linux/if_bridge.h. */
const PVID = 2;
const UNTAGGED = 4;
const RANGE_BEGIN = 8;
const RANGE_END = 16;

/** The interfaces; where bridges filter by VLAN, these and their ports with the VLANs that they are in. */
export function withBridgeVlans(netlink: Netlink, interfaces: readonly Interface[]): readonly Interface[] {
  if (!interfaces.some(({ vlanFiltering }) => vlanFiltering === true)) return interfaces;
  const request = Buffer.alloc(HEADER + 8);
  request[0] = AF_BRIDGE;
  request.writeUInt16LE(8, HEADER);
  request.writeUInt16LE(IFLA_EXT_MASK, HEADER + 2);
  request.writeUInt32LE(RTEXT_FILTER_BRVLAN_COMPRESSED, HEADER + 4);
  const answer = netlink.dump(NETLINK_ROUTE, RTM_GETLINK, request);
  const found = answer.ok ? parseAll(answer.messages, parseBridgeVlans) : undefined;
  if (found === undefined) return interfaces;
  const byIndex = new Map(found);
  return interfaces.map((iface) => ({ ...iface, vlans: byIndex.get(iface.index) ?? iface.vlans }));
}

/** The index of a port or bridge, and the VLANs that it is in. */
export function parseBridgeVlans(message: Buffer): readonly [number, readonly BridgeVlan[]] {
  const spec = attributes(message, HEADER).get(IFLA_AF_SPEC);
  const vlans: BridgeVlan[] = [];
  let begun = 0;
  if (spec !== undefined)
    eachAttribute(spec, 0, (type, start) => {
      if (type !== IFLA_BRIDGE_VLAN_INFO) return;
      const flags = spec.readUInt16LE(start);
      const last = spec.readUInt16LE(start + 2);
      if ((flags & RANGE_BEGIN) !== 0) begun = last;
      else {
        const first = (flags & RANGE_END) === 0 ? last : begun;
        vlans.push({ first, last, pvid: (flags & PVID) !== 0, untagged: (flags & UNTAGGED) !== 0 });
      }
    });
  return [message.readInt32LE(4), vlans];
}
