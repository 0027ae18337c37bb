import type { RoutingRule } from '../../../model/facts.js';
import type { IpFamily } from '../../../net/address-set.js';
import { OTHER_SELECTORS, RULE_ACTIONS, TABLE_NUMBERS } from '../netlink/rtnetlink-names.js';
import { type IpObject, numberIn, parseIpJson, textIn } from './ip-json.js';

/** IP protocol numbers by the names that iproute2 prints; with `-N` it prints "ipproto-6". */
const PROTOCOLS: ReadonlyMap<string, number> = new Map([
  ['icmp', 1],
  ['tcp', 6],
  ['udp', 17],
  ['ipv6-icmp', 58],
  ['sctp', 132],
  ['udplite', 136],
]);
const ALL_BITS = 0xffffffff;

/** The rules in the output of `ip -j rule` (`ip -6 -j rule`). Undefined when it is no such output. */
export function parseIpRule(text: string, family: IpFamily): readonly RoutingRule[] | undefined {
  return parseIpJson(text)?.map((object) => ruleOf(object, family));
}

function ruleOf(object: IpObject, family: IpFamily): RoutingRule {
  const action = actionOf(object);
  const mark = numberIn(object, 'fwmark');
  const markMask = mark === undefined ? undefined : (numberIn(object, 'fwmask') ?? ALL_BITS);
  const tableName = textIn(object, 'table') ?? '';
  return {
    family,
    priority: numberIn(object, 'priority') ?? 0,
    not: 'not' in object,
    from: cidrIn(object, 'src', 'srclen', family),
    to: cidrIn(object, 'dst', 'dstlen', family),
    iif: textIn(object, 'iif'),
    oif: textIn(object, 'oif'),
    mark,
    markMask,
    tos: numberIn(object, 'tos') || undefined,
    protocol: protocolOf(textIn(object, 'ipproto')),
    sourcePorts: rangeIn(object, 'sport'),
    destinationPorts: rangeIn(object, 'dport'),
    uids: rangeIn(object, 'uid'),
    l3mdev: 'l3mdev' in object || undefined,
    suppressPrefixLength: numberIn(object, 'suppress_prefixlen'),
    others: othersOf(object),
    action,
    table: action === 'lookup' ? (TABLE_NUMBERS.get(tableName) ?? numberIn(object, 'table')) : undefined,
    target: numberIn(object, 'goto'),
  };
}

function othersOf(object: IpObject): readonly string[] | undefined {
  const others = [...OTHER_SELECTORS.values()].filter((name) => name in object);
  return others.length === 0 ? undefined : others;
}

function actionOf(object: IpObject): RoutingRule['action'] {
  if ('goto' in object) return 'goto';
  if ('nop' in object) return 'nop';
  const text = textIn(object, 'action') ?? 'lookup';
  const known = Object.values(RULE_ACTIONS).find((action) => action === text);
  return known ?? RULE_ACTIONS[Number(text)] ?? 'lookup';
}

function cidrIn(object: IpObject, field: string, lengthField: string, family: IpFamily): string | undefined {
  const address = textIn(object, field);
  if (address === undefined || address === 'all') return undefined;
  return `${address}/${numberIn(object, lengthField) ?? (family === 'ipv4' ? 32 : 128)}`;
}

function protocolOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = /^(?:ipproto-)?(\d+)$/.exec(text)?.[1];
  return number === undefined ? PROTOCOLS.get(text) : Number(number);
}

/** One number, or "…_start" and "…_end". */
function rangeIn(object: IpObject, field: string): readonly [number, number] | undefined {
  const start = numberIn(object, field) ?? numberIn(object, `${field}_start`);
  if (start === undefined) return undefined;
  return [start, numberIn(object, `${field}_end`) ?? start];
}
