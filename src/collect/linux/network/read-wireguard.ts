import type { Interface } from '../../../model/facts.js';
import { addressAt, familyOf, prefixLengthAt } from '../netlink/address-bytes.js';
import {
  GENERIC_HEADER,
  genericRequest,
  numberAttribute,
  readGenericFamilies,
} from '../netlink/generic-netlink.js';
import { NETLINK_GENERIC, type Netlink } from '../netlink/netlink.js';
import { attributes, eachAttribute, type Message, parseAll, unreadable } from '../netlink/netlink-message.js';

/** linux/wireguard.h. */
const WG_CMD_GET_DEVICE = 0;
const WGDEVICE_A_IFINDEX = 1;
const WGDEVICE_A_LISTEN_PORT = 6;
const WGDEVICE_A_PEERS = 8;
const WGPEER_A_ALLOWEDIPS = 9;
const ALLOWED = { family: 1, address: 2, length: 3 } as const;

/**
 * The interfaces, those of WireGuard with their UDP port and the allowed IPs of their peers, for which CAP_NET_ADMIN is needed.
 * The kernel's answer holds the private key as well: `netlink` keeps no answer of this protocol, and what came is wiped here.
 */
export function withWireGuard(netlink: Netlink, interfaces: readonly Interface[]): readonly Interface[] {
  if (!interfaces.some(isWireGuard)) return interfaces;
  const family = readGenericFamilies(netlink).get('wireguard');
  if (family === undefined) return interfaces;
  return interfaces.map((iface) =>
    isWireGuard(iface) ? { ...iface, ...deviceOf(netlink, family, iface.index) } : iface,
  );
}

/** True for interfaces that take from each peer only what is in its allowed IPs. */
export function isWireGuard({ kind }: Interface): boolean {
  return kind === 'wireguard';
}

function deviceOf(
  netlink: Netlink,
  family: number,
  index: number,
): Pick<Interface, 'allowedIps' | 'tunnelPort'> {
  const request = genericRequest(WG_CMD_GET_DEVICE, numberAttribute(WGDEVICE_A_IFINDEX, index));
  const answer = netlink.dump(NETLINK_GENERIC, family, request);
  if (!answer.ok) return {};
  const found = {
    allowedIps: parseAllowedIps(answer.messages),
    tunnelPort: parseListenPort(answer.messages),
  };
  for (const { payload } of answer.messages) payload.fill(0);
  return found;
}

/** The UDP port of the interface, which the first message has; undefined while it has none. */
export function parseListenPort(messages: readonly Message[]): number | undefined {
  const ports = parseAll(messages.slice(0, 1), (message) =>
    attributes(message, GENERIC_HEADER).get(WGDEVICE_A_LISTEN_PORT)?.readUInt16LE(0),
  );
  return ports?.[0] || undefined;
}

/** The allowed IPs of all peers, as CIDR blocks; undefined where a message cannot be read. */
export function parseAllowedIps(messages: readonly Message[]): readonly string[] | undefined {
  const found = parseAll(messages, (message) => {
    const peers = attributes(message, GENERIC_HEADER).get(WGDEVICE_A_PEERS);
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
