import type { Interface } from '../../../model/facts.js';
import { addressAt, familyOf, prefixLengthAt } from '../netlink/address-bytes.js';
import { NETLINK_GENERIC, type Netlink } from '../netlink/netlink.js';
import { attributes, eachAttribute, type Message, parseAll, unreadable } from '../netlink/netlink-message.js';

const GENL_ID_CTRL = 16;
const CTRL_CMD_GETFAMILY = 3;
const CTRL_ATTR_FAMILY_ID = 1;
const CTRL_ATTR_FAMILY_NAME = 2;
const WG_CMD_GET_DEVICE = 0;
const WGDEVICE_A_IFINDEX = 1;
const WGDEVICE_A_PEERS = 8;
const WGPEER_A_ALLOWEDIPS = 9;
const ALLOWED = { family: 1, address: 2, length: 3 } as const;
const GENL_HEADER = 4;

/**
 * The interfaces, those of WireGuard with the allowed IPs of their peers (linux/wireguard.h), for which CAP_NET_ADMIN is needed.
 * The kernel's answer holds the private key as well: `netlink` keeps no answer of this protocol, and what came is wiped here.
 */
export function withAllowedIps(netlink: Netlink, interfaces: readonly Interface[]): readonly Interface[] {
  if (!interfaces.some(isWireGuard)) return interfaces;
  const family = familyId(netlink);
  if (family === undefined) return interfaces;
  return interfaces.map((iface) =>
    isWireGuard(iface) ? { ...iface, allowedIps: allowedIpsOf(netlink, family, iface.index) } : iface,
  );
}

/** True for interfaces that take from each peer only what is in its allowed IPs. */
export function isWireGuard({ kind }: Interface): boolean {
  return kind === 'wireguard';
}

function familyId(netlink: Netlink): number | undefined {
  const payload = genericRequest(
    CTRL_CMD_GETFAMILY,
    attribute(CTRL_ATTR_FAMILY_NAME, Buffer.from('wireguard\0')),
  );
  const answer = netlink.get(NETLINK_GENERIC, GENL_ID_CTRL, payload);
  if (!answer.ok) return undefined;
  const ids = parseAll(answer.messages, (message) =>
    attributes(message, GENL_HEADER).get(CTRL_ATTR_FAMILY_ID)?.readUInt16LE(0),
  );
  return ids?.[0];
}

function allowedIpsOf(netlink: Netlink, family: number, index: number): readonly string[] | undefined {
  const value = Buffer.alloc(4);
  value.writeUInt32LE(index);
  const request = genericRequest(WG_CMD_GET_DEVICE, attribute(WGDEVICE_A_IFINDEX, value));
  const answer = netlink.dump(NETLINK_GENERIC, family, request);
  if (!answer.ok) return undefined;
  const found = parseAllowedIps(answer.messages);
  for (const { payload } of answer.messages) payload.fill(0);
  return found;
}

/** The allowed IPs of all peers, as CIDR blocks; undefined where a message cannot be read. */
export function parseAllowedIps(messages: readonly Message[]): readonly string[] | undefined {
  const found = parseAll(messages, (message) => {
    const peers = attributes(message, GENL_HEADER).get(WGDEVICE_A_PEERS);
    const blocks: string[] = [];
    if (peers === undefined) return blocks;
    eachAttribute(peers, 0, (_, start, end) => {
      const allowed = attributes(peers.subarray(start, end), 0).get(WGPEER_A_ALLOWEDIPS);
      if (allowed === undefined) return;
      eachAttribute(allowed, 0, (_type, from, to) => blocks.push(blockOf(allowed.subarray(from, to))));
    });
    return blocks;
  });
  return found && [...new Set(found.flat())];
}

function blockOf(data: Buffer): string {
  const attribute = attributes(data, 0);
  const family = familyOf(attribute.get(ALLOWED.family)?.readUInt16LE(0) ?? 0);
  const address = attribute.get(ALLOWED.address);
  const length = attribute.get(ALLOWED.length);
  if (family === undefined || address === undefined || length === undefined) throw unreadable();
  return `${addressAt(address, 0, family)}/${prefixLengthAt(length, 0, family)}`;
}

/** struct genlmsghdr with the first version of the command, and what follows it. */
function genericRequest(command: number, rest: Buffer): Buffer {
  return Buffer.concat([Buffer.from([command, 1, 0, 0]), rest]);
}

function attribute(type: number, value: Buffer): Buffer {
  const bytes = Buffer.alloc((4 + value.length + 3) & ~3);
  bytes.writeUInt16LE(4 + value.length, 0);
  bytes.writeUInt16LE(type, 2);
  value.copy(bytes, 4);
  return bytes;
}
