import type { Route } from '../../../model/facts.js';
import type { IpFamily } from '../../../net/address-set.js';
import { addressAt, familyOf, prefixLengthAt } from '../netlink/address-bytes.js';
import { attributes, eachAttribute, numberOf, unreadable } from '../netlink/netlink-message.js';
import { ROUTE_TYPES, scopeName } from '../netlink/rtnetlink-names.js';

/** linux/rtnetlink.h. */
const RTA_DST = 1;
const RTA_SRC = 2;
const RTA_OIF = 4;
const RTA_GATEWAY = 5;
const RTA_PRIORITY = 6;
const RTA_PREFSRC = 7;
const RTA_MULTIPATH = 9;
const RTA_TABLE = 15;
const RTA_VIA = 18;
const RTM_F_CLONED = 0x200;
const RTNH_F_DEAD = 1;
const RTNH_F_LINKDOWN = 16;
const HEADER_SIZE = 12;
const NEXTHOP_SIZE = 8;

/**
 * The payload of an RTM_NEWROUTE message (struct rtmsg). `nameOf` gives an interface its name. Undefined for what is no
 * entry of a table: copies that the kernel made for a destination, and families other than IP.
 */
export function parseRtnlRoute(
  message: Buffer,
  nameOf: (index: number) => string | undefined,
): Route | undefined {
  const family = familyOf(message.readUInt8(0));
  const type = ROUTE_TYPES[message.readUInt8(7) - 1];
  const flags = message.readUInt32LE(8);
  if (family === undefined || type === undefined || (flags & RTM_F_CLONED) !== 0) return undefined;
  const attribute = attributes(message, HEADER_SIZE);
  const text = (value: Buffer | undefined) => (value === undefined ? undefined : addressAt(value, 0, family));
  const sourceLength = prefixLengthAt(message, 2, family);
  const any = family === 'ipv4' ? '0.0.0.0' : '::';
  const oif = numberOf(attribute.get(RTA_OIF));
  const multipath = attribute.get(RTA_MULTIPATH);
  return {
    family,
    type,
    destination: `${text(attribute.get(RTA_DST)) ?? any}/${prefixLengthAt(message, 1, family)}`,
    table: numberOf(attribute.get(RTA_TABLE)) ?? message.readUInt8(4),
    device: oif === undefined ? undefined : nameOf(oif),
    gateway: text(attribute.get(RTA_GATEWAY)) ?? viaOf(attribute.get(RTA_VIA)),
    metric: numberOf(attribute.get(RTA_PRIORITY)) ?? 0,
    preferredSource: text(attribute.get(RTA_PREFSRC)),
    // IPv6 routes have no scope of their own.
    scope: family === 'ipv4' ? scopeName(message.readUInt8(6)) : undefined,
    dead: (flags & RTNH_F_DEAD) !== 0 || undefined,
    linkdown: (flags & RTNH_F_LINKDOWN) !== 0 || undefined,
    from: sourceLength > 0 ? `${text(attribute.get(RTA_SRC)) ?? any}/${sourceLength}` : undefined,
    nexthops: multipath === undefined ? undefined : nexthopsOf(multipath, family, nameOf),
  };
}

/** Each struct rtnexthop with its attributes. */
function nexthopsOf(
  data: Buffer,
  family: IpFamily,
  nameOf: (index: number) => string | undefined,
): NonNullable<Route['nexthops']> {
  const found: { device?: string; gateway?: string }[] = [];
  for (let at = 0; at + NEXTHOP_SIZE <= data.length; ) {
    const length = data.readUInt16LE(at);
    if (length < NEXTHOP_SIZE || at + length > data.length) throw unreadable();
    const hop = data.subarray(at, at + length);
    let gateway: string | undefined;
    eachAttribute(hop, NEXTHOP_SIZE, (type, start, end) => {
      if (type === RTA_GATEWAY) gateway = addressAt(hop.subarray(start, end), 0, family);
      else if (type === RTA_VIA) gateway = viaOf(hop.subarray(start, end));
    });
    found.push({ device: nameOf(hop.readInt32LE(4)), gateway });
    at += (length + 3) & ~3;
  }
  return found;
}

/** struct rtvia: a gateway of the other family (RFC 5549). */
function viaOf(value: Buffer | undefined): string | undefined {
  const family = value === undefined ? undefined : familyOf(value.readUInt16LE(0));
  return value === undefined || family === undefined ? undefined : addressAt(value, 2, family);
}
