import type { Audit, AuditedListener, AuditInterface } from '../../model/audit.js';
import type { NamespaceFacts, Route } from '../../model/facts.js';
import { formatAddress, parseAddress } from '../../net/address.js';
import { contains } from '../../net/address-set.js';
import { parseCidr } from '../../net/cidr.js';
import { special } from '../../net/special.js';
import { namespaceWords } from '../namespace-words.js';
import { dialledAddress, isAmong } from './dialled.js';
import { mappedIpv4 } from './facts-of.js';
import { type Reached, reachedFrom } from './reached-from.js';
import { closestRoute, hasPolicyRules, routeText } from './routes.js';

/** What one host makes of an address. */
export interface Here {
  readonly hostname: string;
  readonly platform: string;
  /** Only a listing of its sockets is at hand. */
  readonly isListing: boolean;
  /** Interfaces that have it. */
  readonly interfaces: readonly string[];
  /** Interfaces of other namespaces of the machine that have it: "eth0 of the container web". */
  readonly elsewhere: readonly string[];
  /** Packets to it are delivered on this host; undefined where routes could not be read and no interface has it. */
  readonly isLocal: boolean | undefined;
  /** The closest route to it when it is not local: "default via 10.0.0.1 dev eth0"; undefined when unknown or none. */
  readonly route?: string;
  /** It is a multicast group or a broadcast address, as the routes or its block say: nobody's own. */
  readonly isForMany: boolean;
  /** The interface that it leads out by. */
  readonly routeDevice?: string;
  /** Rules of ip-rule(8) may choose another route. */
  readonly hasPolicyRules: boolean;
  /** What a program here that is told this address really talks to, where that is another one. */
  readonly dialled?: string;
  /** For 0.0.0.0 and `::`, the addresses of this host that it stands for when a server listens on it: "10.0.0.1 (eth0)". */
  readonly standsFor: readonly string[];
  /** For `::`, those that come to it where a socket takes IPv4 too. */
  readonly standsForIpv4Too: readonly string[];
  /** The network of an interface here of which it is the first address or the broadcast one: "10.0.0.0/24 (eth0)". */
  readonly firstOf?: string;
  readonly broadcastOf?: string;
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
  const owners = isLocal === true || isMany || target !== address ? [] : otherOwners(bare, audit);
  return {
    hostname: audit.host.hostname,
    platform: audit.host.platform,
    isListing: audit.evidence.facts.collector === 'pasted',
    interfaces,
    elsewhere: owners.flatMap((owner) => owner.names.map((name) => `${name} of ${namespaceWords(owner)}`)),
    isLocal,
    route: away && routeText(away),
    isForMany: isMany,
    routeDevice: away?.device,
    hasPolicyRules: hasPolicyRules(target ?? address, namespace),
    dialled: target === undefined || target === address ? undefined : target,
    standsFor: isAny(bare) ? held(own, bare === '::' ? 'ipv6' : 'ipv4') : [],
    standsForIpv4Too: bare === '::' ? held(own, 'ipv4') : [],
    ...edgesOf(bare, own),
    zones: zone === undefined && NEEDS_ZONE.test(bare) ? zonesOf(own) : [],
    joined: joinedOn(bare, namespace),
    reached: isLocal || isAny(bare) ? NOTHING : reachedBy(address, audit, namespace),
    ...listenersAt(
      { address, bare, target, isOnlyForUdp: isMany, owners: owners.map(({ id }) => id) },
      audit,
      namespace,
    ),
  };
}

/** Link-local addresses and groups: the same one may be on every link. */
const NEEDS_ZONE = /^(fe[89ab][0-9a-f]:|ff[0-9a-f]2:)/;

const NOTHING: Reached = { certainly: [], perhaps: [] };

function reachedBy(address: string, { listeners }: Audit, namespace: NamespaceFacts | undefined): Reached {
  const [bare = address, zone] = address.split('%', 2);
  const set = parseCidr(mappedIpv4(bare) ?? bare);
  return set === undefined ? NOTHING : reachedFrom(set, listeners, namespace?.id, zone);
}

interface Asked {
  readonly address: string;
  readonly bare: string;
  readonly target: string | undefined;
  readonly isOnlyForUdp: boolean;
  /** Ids of the other namespaces that have the address, where this one has not. */
  readonly owners: readonly string[];
}

function listenersAt(
  { address, bare, target, isOnlyForUdp, owners }: Asked,
  audit: Audit,
  namespace?: NamespaceFacts,
) {
  // What is sent to an address of another namespace may come in anywhere.
  const comesIn = (id: string) => owners.length > 0 || id === namespace?.id;
  const answers = ({ protocol, reach }: AuditedListener) =>
    !(isOnlyForUdp && protocol === 'tcp') &&
    reach.some(
      (entry) =>
        comesIn(entry.namespace) &&
        entry.verdict !== 'blocked' &&
        target !== undefined &&
        isAmong(target, entry.destinations),
    );
  const homes = owners.length > 0 ? owners : [namespace?.id];
  return {
    bound: audit.listeners
      .filter((each) => homes.includes(each.namespace) && [address, bare].includes(each.address))
      .map(({ id }) => id),
    answering: audit.listeners.filter(answers).map(({ id }) => id),
  };
}

/** Multicast and broadcast: the kernel refuses TCP to them. */
function isForMany(address: string, route: Route | undefined): boolean {
  const parsed = parseAddress(address);
  const isGroup = parsed !== undefined && contains(special(parsed.family, 'multicast'), parsed.value);
  return (
    isGroup || address === '255.255.255.255' || route?.type === 'broadcast' || route?.type === 'multicast'
  );
}

function isAny(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

function namesWith(address: string, interfaces: readonly AuditInterface[]): string[] {
  return interfaces
    .filter(({ addresses }) => addresses.some((each) => each.address === address))
    .map(({ name }) => name);
}

/** Other namespaces in which an interface has the address, with the names of these. */
function otherOwners(address: string, audit: Audit) {
  return audit.namespaces
    .filter(({ current }) => !current)
    .map((namespace) => {
      const own = audit.interfaces.filter((each) => each.namespace === namespace.id);
      return { ...namespace, names: namesWith(address, own) };
    })
    .filter(({ names }) => names.length > 0);
}

function held(interfaces: readonly AuditInterface[], family: 'ipv4' | 'ipv6'): string[] {
  return interfaces.flatMap(({ name, up, addresses }) =>
    addresses.filter((each) => up && each.family === family).map((each) => `${each.address} (${name})`),
  );
}

/** The first address of an IPv4 network, and its broadcast address, belong to no host by custom; /31 and /32 have neither. */
function edgesOf(
  address: string,
  interfaces: readonly AuditInterface[],
): Pick<Here, 'firstOf' | 'broadcastOf'> {
  const edges: { firstOf?: string; broadcastOf?: string } = {};
  for (const { name, addresses } of interfaces)
    for (const { family, address: own, prefix, broadcast } of addresses) {
      if (family !== 'ipv4' || prefix > 30) continue;
      const [first, end] = parseCidr(`${own}/${prefix}`)?.bounds ?? [];
      if (first === undefined || end === undefined) continue;
      const network = `${formatAddress('ipv4', first)}/${prefix} (${name})`;
      if (address === formatAddress('ipv4', first)) edges.firstOf = network;
      if (address === (broadcast ?? formatAddress('ipv4', Number(end) - 1))) edges.broadcastOf = network;
    }
  return edges;
}

/** Interfaces with a link-local address of their own. */
function zonesOf(interfaces: readonly AuditInterface[]): string[] {
  return interfaces
    .filter(({ addresses }) => addresses.some((each) => each.address.startsWith('fe80:')))
    .map(({ name }) => name);
}

function joinedOn(address: string, namespace: NamespaceFacts | undefined): string[] | undefined {
  const wanted = parseAddress(address);
  const devices = namespace?.multicast
    ?.filter(({ group }) => parseAddress(group)?.value === wanted?.value)
    .map(({ device }) => device);
  return devices && [...new Set(devices)];
}
