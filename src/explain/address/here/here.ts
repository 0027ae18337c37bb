import type { Audit } from '../../../model/audit.js';
import type { NamespaceFacts, Route } from '../../../model/facts.js';
import type { Gap } from '../../../model/gap.js';
import { parseCidr } from '../../../net/cidr.js';
import { isMulticast } from '../../addresses.js';
import { namespaceWords } from '../../namespace-words.js';
import { mappedIpv4 } from '../facts-of.js';
import { canAnswer, type Destination, isBoundTo, isSentTo } from './destination.js';
import { dialledAddress } from './dialled.js';
import { type Edges, edgesOf } from './edges.js';
import { heldOn, joinedOn, namesWith, otherOwners, zonesFor } from './on-interfaces.js';
import { type Reached, reachedFrom } from './reached-from.js';
import { closestRoute, hasPolicyRules, routeText } from './routes.js';

/** What one host makes of an address. */
export interface Here extends Edges {
  readonly hostname: string;
  readonly platform: string;
  /** Only a listing of its sockets is at hand. */
  readonly isListing: boolean;
  /** Some sockets could not be read, or IPVS answers without any. */
  readonly isPartial: boolean;
  /** Interfaces that have it. */
  readonly interfaces: readonly string[];
  /** Interfaces of other namespaces of the machine that have it: "eth0 of the container web". */
  readonly elsewhere: readonly string[];
  /** Packets to it are delivered on this host; undefined where routes could not be read and no interface has it. */
  readonly isLocal: boolean | undefined;
  /** The closest route to it when it is not local: "default via 10.0.0.1 dev eth0"; undefined when unknown or none. */
  readonly route?: string;
  /** The interface that it leads out by. */
  readonly routeDevice?: string;
  /** Rules of ip-rule(8) may choose another route. */
  readonly hasPolicyRules: boolean;
  /** Where what programs here send to it goes. */
  readonly destination: Destination;
  /** What a program here that is told this address really talks to, where that is another one. */
  readonly dialled?: string;
  /** For 0.0.0.0 and `::`, the addresses of this host that it stands for when a server listens on it: "10.0.0.1 (eth0)". */
  readonly standsFor: readonly string[];
  /** For `::`, those that come to it where a socket takes IPv4 too. */
  readonly standsForIpv4Too: readonly string[];
  /** For a link-local address or group without a zone, the zones that there are. */
  readonly zones: readonly string[];
  /** For a multicast group, the interfaces on which somebody here has joined it; undefined where that could not be read. */
  readonly joined: readonly string[] | undefined;
  /** Ids of listeners that are bound to exactly this address. */
  readonly bound: readonly string[];
  /** Ids of listeners that answer at it, by whatever bind. */
  readonly answering: readonly string[];
  /** What a peer that has the address reaches here; nothing for an address of this host. */
  readonly reached: Reached;
}

/** Looks the address up among interfaces, routes, groups and listeners of the current namespace, then of the others. */
export function hereOf(address: string, audit: Audit): Here {
  const namespace = audit.evidence.facts.namespaces.find(({ current }) => current);
  const target = dialledAddress(address, audit.host.platform);
  const [bare = address, zone] = address.split('%', 2);
  const own = audit.interfaces.filter((each) => each.namespace === namespace?.id);
  const interfaces = namesWith(bare, own).filter((name) => zone === undefined || name === zone);
  const route = target === undefined ? undefined : closestRoute(target, namespace);
  const isLocal =
    interfaces.length > 0 || (namespace?.routes === undefined ? undefined : route?.type === 'local');
  const away = route === undefined || route.type === 'local' ? undefined : route;
  const isMany = isForMany(bare, away);
  const owners = isLocal || isMany || target !== address ? [] : otherOwners(bare, audit);
  const destination = {
    target,
    namespace: namespace?.id,
    owners: owners.map(({ id }) => id),
    isForMany: isMany,
  };
  return {
    hostname: audit.host.hostname,
    platform: audit.host.platform,
    isListing: audit.evidence.facts.collector === 'pasted',
    isPartial: audit.gaps.some(({ code, subject }) => SOCKET_GAPS.includes(code) || subject === 'IPVS'),
    interfaces,
    elsewhere: owners.flatMap((owner) => owner.names.map((name) => `${name} of ${namespaceWords(owner)}`)),
    isLocal,
    route: away && routeText(away),
    routeDevice: away?.device,
    hasPolicyRules: hasPolicyRules(target ?? address, namespace),
    destination,
    dialled: target === undefined || target === address ? undefined : target,
    standsFor: isAny(bare) ? heldOn(own, bare === '::' ? 'ipv6' : 'ipv4') : [],
    standsForIpv4Too: bare === '::' ? heldOn(own, 'ipv4') : [],
    ...edgesOf(bare, own),
    zones: zone === undefined ? zonesFor(bare, own) : [],
    joined: joinedOn(bare, namespace),
    bound: audit.listeners.filter((each) => isBoundTo(destination, each, address)).map(({ id }) => id),
    answering: audit.listeners
      .filter((each) => canAnswer(destination, each))
      .filter(({ reach }) =>
        reach.some((entry) => entry.verdict !== 'blocked' && isSentTo(destination, entry)),
      )
      .map(({ id }) => id),
    reached: isLocal || isAny(bare) ? NOTHING : reachedBy(address, audit, namespace),
  };
}

const SOCKET_GAPS: readonly Gap['code'][] = ['sockets-unreadable', 'sockets-not-listed'];

const NOTHING: Reached = { certainly: [], perhaps: [] };

function reachedBy(address: string, { listeners }: Audit, namespace: NamespaceFacts | undefined): Reached {
  const [bare = address, zone] = address.split('%', 2);
  const set = parseCidr(mappedIpv4(bare) ?? bare);
  return set === undefined ? NOTHING : reachedFrom(set, listeners, namespace?.id, zone);
}

function isForMany(address: string, route: Route | undefined): boolean {
  const byRoute = route?.type === 'broadcast' || route?.type === 'multicast';
  return byRoute || isMulticast(address) || address === '255.255.255.255';
}

function isAny(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}
