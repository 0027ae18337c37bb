import type { RoutingRule } from '../../../model/facts.js';
import { addressAt, familyOf, prefixLengthAt } from '../netlink/address-bytes.js';
import { attributes, numberOf, textOf } from '../netlink/netlink-message.js';
import { OTHER_SELECTORS, RULE_ACTIONS } from '../netlink/rtnetlink-names.js';

/** linux/fib_rules.h. */
const FRA_DST = 1;
const FRA_SRC = 2;
const FRA_IIFNAME = 3;
const FRA_GOTO = 4;
const FRA_PRIORITY = 6;
const FRA_FWMARK = 10;
const FRA_SUPPRESS_IFGROUP = 13;
const FRA_SUPPRESS_PREFIXLEN = 14;
const FRA_TABLE = 15;
const FRA_FWMASK = 16;
const FRA_OIFNAME = 17;
const FRA_L3MDEV = 19;
const FRA_UID_RANGE = 20;
const FRA_IP_PROTO = 22;
const FRA_SPORT_RANGE = 23;
const FRA_DPORT_RANGE = 24;
const FIB_RULE_INVERT = 2;
const HEADER_SIZE = 12;

/** The payload of an RTM_NEWRULE message (struct fib_rule_hdr). Undefined for another family than IP's: rules for multicast routes. */
export function parseRtnlRule(message: Buffer): RoutingRule | undefined {
  const family = familyOf(message.readUInt8(0));
  const action = RULE_ACTIONS[message.readUInt8(7)];
  if (family === undefined || action === undefined) return undefined;
  const attribute = attributes(message, HEADER_SIZE);
  const mark = numberOf(attribute.get(FRA_FWMARK));
  const mask = numberOf(attribute.get(FRA_FWMASK));
  const cidr = (value: Buffer | undefined, length: number) =>
    value === undefined ? undefined : `${addressAt(value, 0, family)}/${length}`;
  const l3mdev = attribute.get(FRA_L3MDEV)?.[0] === 1;
  return {
    family,
    priority: numberOf(attribute.get(FRA_PRIORITY)) ?? 0,
    not: (message.readUInt32LE(8) & FIB_RULE_INVERT) !== 0,
    from: cidr(attribute.get(FRA_SRC), prefixLengthAt(message, 2, family)),
    to: cidr(attribute.get(FRA_DST), prefixLengthAt(message, 1, family)),
    iif: textOf(attribute.get(FRA_IIFNAME)),
    oif: textOf(attribute.get(FRA_OIFNAME)),
    // The kernel leaves out a mark of zero, but then tells its mask, unless the rule does not look at marks.
    mark: mask ? (mark ?? 0) : undefined,
    markMask: mask || undefined,
    tos: message.readUInt8(3) || undefined,
    protocol: attribute.get(FRA_IP_PROTO)?.[0],
    sourcePorts: portsOf(attribute.get(FRA_SPORT_RANGE)),
    destinationPorts: portsOf(attribute.get(FRA_DPORT_RANGE)),
    uids: uidsOf(attribute.get(FRA_UID_RANGE)),
    l3mdev: l3mdev || undefined,
    suppressPrefixLength: suppressed(attribute.get(FRA_SUPPRESS_PREFIXLEN)),
    others: othersOf(attribute),
    action,
    // An l3mdev rule takes the table of the VRF at hand.
    table:
      action === 'lookup' && !l3mdev
        ? (numberOf(attribute.get(FRA_TABLE)) ?? message.readUInt8(4))
        : undefined,
    target: action === 'goto' ? numberOf(attribute.get(FRA_GOTO)) : undefined,
  };
}

/** struct fib_rule_port_range. */
function portsOf(value: Buffer | undefined): readonly [number, number] | undefined {
  return value === undefined ? undefined : [value.readUInt16LE(0), value.readUInt16LE(2)];
}

/** struct fib_rule_uid_range. */
function uidsOf(value: Buffer | undefined): readonly [number, number] | undefined {
  return value === undefined ? undefined : [value.readUInt32LE(0), value.readUInt32LE(4)];
}

/** A suppress_ifgroup of minus one is none. */
function othersOf(attribute: ReadonlyMap<number, Buffer>): readonly string[] | undefined {
  const others = [...OTHER_SELECTORS].filter(([type]) => {
    const value = attribute.get(type);
    return value !== undefined && !(type === FRA_SUPPRESS_IFGROUP && value.readInt32LE(0) < 0);
  });
  return others.length === 0 ? undefined : others.map(([, name]) => name);
}

/** Minus one: nothing is suppressed. */
function suppressed(value: Buffer | undefined): number | undefined {
  const length = value?.readInt32LE(0);
  return length === undefined || length < 0 ? undefined : length;
}
