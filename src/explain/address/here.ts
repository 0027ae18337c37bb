import type { Audit } from '../../model/audit.js';
import type { Interface, NamespaceFacts, Route } from '../../model/facts.js';
import { parseAddress } from '../../net/address.js';
import { parseCidr } from '../../net/cidr.js';
import { dialledAddress, isAmong } from './dialled.js';

/** What one host makes of an address. */
export interface Here {
  readonly hostname: string;
  readonly platform: string;
  /** Only a listing of its sockets is at hand. */
  readonly isListing: boolean;
  /** Interfaces that have it. */
  readonly interfaces: readonly string[];
  /** Packets to it are delivered on this host; undefined where routes could not be read and no interface has it. */
  readonly isLocal: boolean | undefined;
  /** The closest route to it when it is not local: "default via 10.0.0.1 dev eth0"; undefined when unknown or none. */
  readonly route?: string;
  /** What a program here that is told this address really talks to, where that is another one. */
  readonly dialled?: string;
  /** For 0.0.0.0 and `::`, the addresses of this host that it stands for when a server listens on it: "10.0.0.1 (eth0)". */
  readonly standsFor: readonly string[];
  /** Ids of listeners that are bound to exactly this address. */
  readonly bound: readonly string[];
  /** Ids of listeners that answer at it, by whatever bind. */
  readonly answering: readonly string[];
}

/** Looks the address up among interfaces, routes and listeners of the current namespace. */
export function hereOf(address: string, audit: Audit): Here {
  const namespace = audit.evidence.facts.namespaces.find(({ current }) => current);
  const target = dialledAddress(address, audit.host.platform);
  const [bare = address, zone] = address.split('%', 2);
  const own = audit.interfaces.filter((each) => each.namespace === namespace?.id);
  const interfaces = own
    .filter(({ name }) => zone === undefined || name === zone)
    .filter(({ addresses }) => addresses.some((each) => each.address === bare))
    .map(({ name }) => name);
  const route = target === undefined ? undefined : closestRoute(target, namespace);
  const isLocal =
    interfaces.length > 0 || (namespace?.routes === undefined ? undefined : route?.type === 'local');
  const listeners = audit.listeners.filter((each) => each.namespace === namespace?.id);
  return {
    hostname: audit.host.hostname,
    platform: audit.host.platform,
    isListing: audit.evidence.facts.collector === 'pasted',
    interfaces,
    isLocal,
    route: route === undefined || route.type === 'local' ? undefined : routeText(route),
    dialled: target === undefined || target === address ? undefined : target,
    standsFor: standsFor(bare, own),
    bound: listeners.filter((each) => each.address === address || each.address === bare).map(({ id }) => id),
    answering: listeners
      .filter(({ reach }) =>
        reach.some(
          ({ destinations, verdict }) =>
            verdict !== 'blocked' && target !== undefined && isAmong(target, destinations),
        ),
      )
      .map(({ id }) => id),
  };
}

function standsFor(address: string, interfaces: readonly Interface[]): string[] {
  if (address !== '0.0.0.0' && address !== '::') return [];
  const family = address === '::' ? 'ipv6' : 'ipv4';
  return interfaces.flatMap(({ name, up, addresses }) =>
    addresses.filter((each) => up && each.family === family).map((each) => `${each.address} (${name})`),
  );
}

/** The local table before the others, then the longest prefix, then the least metric; policy rules are not followed. */
function closestRoute(address: string, namespace: NamespaceFacts | undefined): Route | undefined {
  const wanted = parseAddress(address);
  if (wanted === undefined) return undefined;
  const matching = (namespace?.routes ?? []).filter(
    ({ family, destination, table, device }) =>
      family === wanted.family &&
      (wanted.zone === undefined || device === wanted.zone) &&
      (table === 255 || table === 254) &&
      isAmong(address, [destination]),
  );
  return matching.sort((a, b) => b.table - a.table || prefixOf(b) - prefixOf(a) || a.metric - b.metric)[0];
}

function prefixOf({ destination }: Route): number {
  return parseCidr(destination) === undefined ? 0 : Number(destination.split('/')[1] ?? 128);
}

function routeText({ destination, type, gateway, device, nexthops }: Route): string {
  const name = destination.endsWith('/0') ? 'default' : destination;
  const words = [type === 'unicast' ? name : `${type} ${name}`];
  if (gateway !== undefined) words.push(`via ${gateway}`);
  if (device !== undefined) words.push(`dev ${device}`);
  for (const hop of nexthops ?? [])
    words.push(`nexthop via ${hop.gateway ?? 'on-link'} dev ${hop.device ?? '?'}`);
  return words.join(' ');
}
