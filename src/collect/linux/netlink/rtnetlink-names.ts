import type { RouteType, RoutingRule } from '../../../model/facts.js';

/** RTN_* of linux/rtnetlink.h, from 1. */
export const ROUTE_TYPES: readonly RouteType[] = [
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
  'nat',
];

/** FR_ACT_* of linux/fib_rules.h. */
export const RULE_ACTIONS: Readonly<Record<number, RoutingRule['action']>> = {
  1: 'lookup',
  2: 'goto',
  3: 'nop',
  6: 'blackhole',
  7: 'unreachable',
  8: 'prohibit',
};

/** What rules look at besides the members of RoutingRule: FRA_* of linux/fib_rules.h, and the words of iproute2. */
export const OTHER_SELECTORS: ReadonlyMap<number, string> = new Map([
  [12, 'tun_id'],
  [13, 'suppress_ifgroup'],
  [26, 'dscp'],
  [27, 'flowlabel'],
  [29, 'sport_mask'],
  [30, 'dport_mask'],
]);

/** RT_TABLE_*, as iproute2 writes them. */
export const TABLE_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['default', 253],
  ['main', 254],
  ['local', 255],
]);

const SCOPES: Readonly<Record<number, string>> = {
  0: 'global',
  200: 'site',
  253: 'link',
  254: 'host',
  255: 'nowhere',
};

/** RT_SCOPE_* in iproute2's words; an administrator's own number as text. */
export function scopeName(scope: number): string {
  return SCOPES[scope] ?? String(scope);
}

/** The scope of an address; numbers that an administrator made up are as wide as the world. */
export function addressScope(scope: string): 'global' | 'site' | 'link' | 'host' {
  return scope === 'host' || scope === 'link' || scope === 'site' ? scope : 'global';
}

const ARPHRD_LOOPBACK = 772;

/** What to call an interface whose driver gives no kind, as drivers of hardware do not. */
export function kindWithoutDriver(arphrd: number | undefined): string {
  return arphrd === ARPHRD_LOOPBACK ? 'loopback' : 'physical';
}

/** Drivers without an ndo_get_iflink of their own: what IFLA_LINK tells of their tunnels is their own index. */
const WITHOUT_LOWER_LINK: ReadonlySet<string | undefined> = new Set([
  'bareudp',
  'geneve',
  'gtp',
  'ppp',
  'vxlan',
  'wireguard',
]);

/** Whether IFLA_LINK of an interface of `kind` means another interface. */
export function hasLowerLink(kind: string | undefined): boolean {
  return !WITHOUT_LOWER_LINK.has(kind);
}
