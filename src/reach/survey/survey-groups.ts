import type { Listener } from '../../model/listener.js';
import type { Reason } from '../../model/reason.js';
import { formatAddress, parseAddress } from '../../net/address.js';
import {
  type AddressSet,
  type Bound,
  contains,
  intersect,
  isEmpty,
  subtract,
} from '../../net/address-set.js';
import { prefixSet, width } from '../../net/cidr.js';
import { special } from '../../net/special.js';
import type { Spot } from '../answers/entry-collector.js';
import { narrow } from '../packet/hooks.js';
import { sendRequest } from '../packet/request.js';
import { isGroupAddress, takesGroup } from '../routing/group-address.js';
import type { Ingress } from '../routing/ingress.js';
import type { Network } from '../routing/network.js';
import type { Transport } from '../sockets/protocol-numbers.js';
import { unseenDetail } from '../sockets/socket-contest.js';
import type { LookupPoint } from '../sockets/socket-lookup.js';
import type { World } from '../world.js';
import { type Decision, decide } from './decide.js';
import { type GroupTarget, staysOnLink } from './group-targets.js';
import { requestOf } from './request-of.js';
import { pointOf } from './settle.js';
import { type SortedOutcome, sortOutcome } from './sorted-outcome.js';
import { filtered, filteredSources } from './source-filters.js';
import type { Findings } from './survey.js';
import { type Verdicts, verdictsOf } from './verdicts.js';
import type { WayIn } from './ways-in.js';

/**
 * Notes who reaches a datagram socket that is bound to a multicast group or a broadcast address: it gets only what is sent
 * there, by the interfaces that joined the group (ip_check_mc_rcu, ipv6_chk_mcast_addr).
 */
export function surveyGroup(findings: Findings, context: WayIn, listener: Listener): void {
  const { namespace, network } = findings.stack;
  const { way, family } = context;
  const { ingress } = way;
  const group = parseAddress(listener.address.replace(/^::ffff:(?=\d+\.)/i, ''));
  if (group?.family !== family || !isGroupAddress(network, family, group.value)) return;
  if (ingress.name === 'lo' || (listener.device ?? ingress.name) !== ingress.name) return;
  const taken = takesGroup(namespace, ingress.name, family, group.value);
  if (taken === false) return;
  const transport = listener.protocol === 'udplite' ? 'udplite' : 'udp';
  const { direct } = send(findings, context, transport, group.value, listener.port);
  const onLink = staysOnLink(family, group.value);
  const text = formatAddress(family, group.value);
  const spot: Spot = {
    interface: ingress.name,
    port: listener.port,
    destinations: prefixSet(family, group.value, width(family)),
    zone: onLink && family === 'ipv6' ? ingress.name : undefined,
  };
  const unsure = taken === undefined ? MEMBERSHIPS_UNREAD : undefined;
  const { reach, oneWay } = verdicts(findings, context, direct, listener, unsure);
  const answers = onLink ? context.linkAnswers : context.answers;
  const member = namespace.multicast?.find(
    (each) => each.device === ingress.name && each.family === family && each.group === text,
  );
  const filter = member && filteredSources(member);
  findings.listeners.add(listener.id, spot, answers(filtered(reach, filter, text)));
  findings.oneWay.add(listener.id, spot, answers(filtered(oneWay, filter, text)));
}

/**
 * Notes who reaches the datagram sockets on `port` that are bound to a wildcard by the broadcast addresses and multicast
 * groups that they hear besides: one datagram goes to all of them (__udp4_lib_mcast_deliver, __udp6_lib_mcast_deliver).
 */
export function surveyHeard(
  findings: Findings,
  context: WayIn,
  transport: 'udp' | 'udplite',
  port: number,
  alike: string,
): void {
  const { way, family, sources, groups, known } = context;
  const point = pointOf(context, { transport, port }, way.ingress.vrf ?? way.ingress.name);
  const listeners = findings.stack.sockets.hearers(point);
  if ((listeners.length === 0 && !way.runner.rewrites) || way.ingress.name === 'lo') return;
  for (const target of groups) {
    const key = `${transport} ${alike} ${target.likeness}`;
    const outcome = known.get(key) ?? send(findings, context, transport, target.sample, port);
    known.set(key, outcome);
    const { destinations, zone, onLink, filter } = target;
    const group = filter === undefined ? '' : formatAddress(family, target.sample);
    const spot: Spot = { interface: way.ingress.name, port, destinations, zone };
    const answers = onLink ? context.linkAnswers : context.answers;
    for (const listener of listeners) {
      const subject = unseenOfHearer(listener, point, target);
      if (subject === 'none') continue;
      const unsure: Reason | undefined =
        subject === undefined ? undefined : { code: 'facts-unreadable', subject };
      const { reach, oneWay } = verdicts(findings, context, outcome.direct, listener, unsure);
      findings.groups.add(listener.id, spot, answers(filtered(reach.filter(isTold), filter, group)));
      findings.groupsOneWay.add(listener.id, spot, answers(filtered(oneWay, filter, group)));
    }
    noteRedirected(findings, context, { transport, port }, spot, outcome, answers);
  }
  if (findings.stack.namespace.multicast !== undefined) return;
  const unread: Decision = { sources, verdict: 'conditional', reason: MEMBERSHIPS_UNREAD };
  const spot: Spot = { interface: way.ingress.name, port, destinations: special(family, 'multicast') };
  for (const { id } of listeners) findings.groups.add(id, spot, context.linkAnswers([unread]));
}

/** Who has no way back is told with those whose datagrams arrive: a host with many networks has long lists of them by each. */
function isTold({ verdict, reason }: Decision): boolean {
  return verdict !== 'blocked' || reason.code !== 'no-return-route';
}

const MEMBERSHIPS_UNREAD: Reason = { code: 'facts-unreadable', subject: 'multicast memberships' };

/**
 * What cannot be seen and decides whether a socket hears an IPv4 group; "none" when it certainly does not. Sockets of IPv4 get
 * all groups that anybody joined unless IP_MULTICAST_ALL is off. It is off in those of IPv6: they get what they joined themselves.
 */
export function unseenOfHearer(
  listener: Listener,
  point: LookupPoint,
  { destinations, joinedBy }: GroupTarget,
): string | undefined {
  const { id, family, sockets } = listener;
  const unseen = unseenDetail(listener, point);
  if (unseen !== undefined || destinations.family === 'ipv6' || joinedBy === undefined) return unseen;
  if (sockets.some(({ multicastAll }) => multicastAll ?? family === 'ipv4')) return undefined;
  return joinedBy === 'kernel' ? 'none' : `groups that ${id} joined`;
}

function send(
  { stack: { network } }: Findings,
  context: WayIn,
  transport: Transport,
  destination: Bound,
  port: number,
): SortedOutcome {
  const request = requestOf(context, transport, destination, port);
  const outcome = sendRequest(network, context.way.runner, request);
  // Frames to a group are not passed on to other hosts (ip_forward), whatever NAT makes of their destination.
  return sortOutcome({ ...outcome, departures: [] }, request);
}

function verdicts(
  { stack: { network, access } }: Findings,
  { way, family, otherwise, doubt }: WayIn,
  { arrivals, verdicts: known }: SortedOutcome['direct'],
  listener: Listener,
  unsure: Reason | undefined,
): Verdicts {
  const rules = access(listener, family);
  const uid = way.network.fib[family].usesUids ? listener.sockets[0]?.uid : undefined;
  const key = `${listener.device} ${uid} ${JSON.stringify(unsure)}`;
  const found = rules.length > 0 ? undefined : known.get(key);
  if (found !== undefined) return found;
  const worlds = arrivals.worlds.flatMap((world) => answeredBy(network, way.ingress, world));
  const made = verdictsOf(
    way,
    { ...arrivals, worlds },
    { device: listener.device, uid },
    otherwise,
    unsure ?? doubt,
    rules,
  );
  if (rules.length === 0) known.set(key, made);
  return made;
}

/**
 * The arrivals with the address that answers leave from, since no packet leaves from a group's. To connection tracking such an
 * answer is a first packet: it goes not where the request came from as it was addressed.
 */
export function answeredBy(network: Network, { name, vrf }: Ingress, world: World): readonly World[] {
  const { family, local } = world;
  const held = [name, vrf ?? name].flatMap((device) => network.interfaces.get(device)?.addresses ?? []);
  const own = held.flatMap(({ family: of, address }) => {
    const value = of === family ? parseAddress(address)?.value : undefined;
    return value === undefined ? [] : [value];
  });
  const from = (address: Bound | undefined, peers: AddressSet): World[] => {
    const part = narrow(world, peers);
    const seen = { address: address ?? local.address, port: local.port };
    return isEmpty(part.may) ? [] : [{ ...part, local: seen, dialled: seen, tracked: false }];
  };
  if (family === 'ipv4') return from(own[0] ?? network.interfaceAddresses.bounds[0], world.may);
  const linkLocal = special('ipv6', 'link-local');
  const onLink = own.find((address) => contains(linkLocal, address));
  const beyond = own.find((address) => !contains(linkLocal, address));
  return [
    ...from(onLink ?? beyond, intersect(world.may, linkLocal)),
    ...from(beyond ?? onLink, subtract(world.may, linkLocal)),
  ];
}

/**
 * What NAT gives to one of our sockets arrives there. Its answer is given the address that was dialled as its source, and no
 * host takes packets from such an address.
 */
function noteRedirected(
  findings: Findings,
  context: WayIn,
  dialled: { readonly transport: Transport; readonly port: number },
  spot: Spot,
  { redirected }: SortedOutcome,
  answers: WayIn['answers'],
): void {
  const { way, family, otherwise, doubt } = context;
  const { sockets } = findings.stack;
  for (const { to, arrivals } of redirected) {
    const point = pointOf(context, { ...dialled, port: to.port }, way.ingress.vrf ?? way.ingress.name);
    for (const { takers } of sockets.claims(point, prefixSet(family, to.address, width(family))))
      for (const { listener, unsure } of takers)
        for (const world of arrivals.worlds)
          findings.groupsOneWay.add(
            listener.id,
            spot,
            answers(decide({ ...world, stops: [] }, otherwise, unsure ?? doubt)),
          );
  }
}
