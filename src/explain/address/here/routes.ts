import type { NamespaceFacts, Route } from '../../../model/facts.js';
import { parseAddress } from '../../../net/address.js';
import { parseCidr } from '../../../net/cidr.js';
import { isAmong } from './dialled.js';

export const LOCAL = 255;
export const MAIN = 254;

/** Priorities of the rules that every namespace has: the local, main and default tables (ip-rule(8)). */
const BUILT_IN: readonly number[] = [0, 32766, 32767];

/** The local table before main, then the longest prefix, then the least metric; policy rules are not followed. */
export function closestRoute(address: string, namespace: NamespaceFacts | undefined): Route | undefined {
  const wanted = parseAddress(address);
  if (wanted === undefined) return undefined;
  const matching = (namespace?.routes ?? []).filter(
    ({ family, destination, table, device }) =>
      family === wanted.family &&
      (wanted.zone === undefined || device === wanted.zone) &&
      (table === LOCAL || table === MAIN) &&
      isAmong(address, [destination]),
  );
  return matching.sort((a, b) => b.table - a.table || prefixOf(b) - prefixOf(a) || a.metric - b.metric)[0];
}

/** True when rules of ip-rule(8) beyond the usual ones may send packets of the family another way. */
export function hasPolicyRules(address: string, namespace: NamespaceFacts | undefined): boolean {
  const family = parseAddress(address)?.family;
  return (
    namespace?.rules?.some((rule) => rule.family === family && !BUILT_IN.includes(rule.priority)) ?? false
  );
}

function prefixOf({ destination }: Route): number {
  return parseCidr(destination) === undefined ? 0 : Number(destination.split('/')[1] ?? 128);
}

/** As ip-route(8) writes it: "default via 10.0.0.1 dev eth0". */
export function routeText({ destination, type, gateway, device, nexthops }: Route): string {
  const name = destination.endsWith('/0') ? 'default' : destination;
  const words = [type === 'unicast' ? name : `${type} ${name}`];
  if (gateway !== undefined) words.push(`via ${gateway}`);
  if (device !== undefined) words.push(`dev ${device}`);
  for (const hop of nexthops ?? [])
    words.push(`nexthop via ${hop.gateway ?? 'on-link'} dev ${hop.device ?? '?'}`);
  return words.join(' ');
}
