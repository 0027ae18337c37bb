import { type AddressSet, intersect, isEmpty, subtract, unionAll } from '../../net/address-set.js';
import { special } from '../../net/special.js';
import { nextOfConnection } from '../ipvs/taken.js';
import { type Ingress, isFromHere } from '../routing/ingress.js';
import type { Network } from '../routing/network.js';
import { type ReturnRoute, returnRoutes } from '../routing/return-routes.js';
import type { Doubt, HookRunner, Stop, World } from '../world.js';
import { followUpReason } from './follow-up.js';
import { arriving, narrow, type Observe, passStages, type Stage, stagesOut } from './hooks.js';

/** What of a listener has a say in where its answers go. */
export interface Answerer {
  /** The device that it is bound to. */
  readonly device?: string;
  readonly uid?: number;
}

/** How far a later packet of the connection got: the peers for whom it did, and for whom not. */
export interface Passage {
  readonly must: AddressSet;
  readonly may: AddressSet;
  readonly doubts: readonly Doubt[];
  readonly stops: readonly Stop[];
}

export interface ReplyOutcome extends Passage {
  /** Peers to whom no route leads back. */
  readonly noRoute: AddressSet;
}

/** Everything that does not change between the packets of one connection. */
export interface Way {
  readonly network: Network;
  readonly runner: HookRunner;
  readonly ingress: Ingress;
  readonly observe?: Observe;
}

/**
 * A listener's answer to a request that arrived: routed back to its peer, through the output hook (which may set a mark,
 * and so make it routed again) and postrouting; over lo all the way back in.
 */
export function sendReply(way: Way, arrival: World, answerer: Answerer): ReplyOutcome {
  const entry = arrival.tracked ? {} : UNASKED;
  const reply: World = {
    ...nextOfConnection(arrival),
    ...entry,
    phase: 'reply',
    mark: replyMark(way, arrival),
    acceptedBy: [],
  };
  const routes = waysBack(way, reply, answerer);
  const parts = routes.map((route) => {
    way.observe?.({ kind: 'reply', device: route.devices.join(' or ') });
    const each = route.devices.map((device) => leaveBy(way, narrow(reply, route.peers), device, answerer));
    return each.reduce(bothWays);
  });
  return {
    must: unionAll(
      reply.family,
      parts.map(({ must }) => must),
    ),
    may: unionAll(
      reply.family,
      parts.map(({ may }) => may),
    ),
    doubts: parts.flatMap(({ doubts }) => doubts),
    stops: parts.flatMap(({ stops }) => stops),
    noRoute: routes.reduce((left, { peers }) => subtract(left, peers), reply.may),
  };
}

/** Conntrack looks at the answer to a request that it has not seen as if nothing had been before. */
export const UNASKED = {
  tracked: true,
  unasked: true,
  ctmark: 0,
  ctmarkUnknown: false,
  ctStatus: 0,
} as const;

/** The passage of a journey's end: the peers of all worlds together. */
export function passageOf(
  family: World['family'],
  worlds: readonly World[],
  stops: readonly Stop[],
  code: 'reply-blocked' | 'established-blocked',
): Passage {
  return {
    must: unionAll(
      family,
      worlds.map(({ must }) => must),
    ),
    may: unionAll(
      family,
      worlds.map(({ may }) => may),
    ),
    doubts: worlds.flatMap(({ doubts }) => doubts),
    stops: stops.map((stop) => ({ ...stop, reason: followUpReason(code, stop.reason) })),
  };
}

function leaveBy(way: Way, reply: World, device: string, answerer: Answerer): Passage {
  const output = passStages(
    way.runner,
    [...throughVrf(way.network, device, reply), { hook: 'output', oif: device }],
    { worlds: [reply], stops: [] },
    way.observe,
  );
  const stops: Stop[] = [...output.stops];
  const worlds: World[] = [];
  for (const world of output.worlds) {
    for (const [next, part] of rerouted(way, reply, world, device, answerer)) {
      const left = passStages(
        way.runner,
        stagesAfterOutput(next, way.ingress),
        { worlds: [part], stops: [] },
        way.observe,
      );
      worlds.push(...left.worlds);
      stops.push(...left.stops);
    }
  }
  return passageOf(reply.family, worlds, stops, 'reply-blocked');
}

/** ip_route_me_harder: a mark set at the output hook has the packet routed once more. */
function rerouted(
  way: Way,
  before: World,
  world: World,
  device: string,
  answerer: Answerer,
): readonly (readonly [string, World])[] {
  if (world.mark === before.mark || isFromHere(way.ingress)) return [[device, world]];
  return waysBack(way, world, answerer).map(
    ({ peers, devices }) => [devices[0] ?? device, narrow(world, peers)] as const,
  );
}

/** A packet that leaves by a port of a VRF passes both hooks with the VRF first, untracked there since
 * Linux 5.16 (vrf_ip_out); not one to an IPv6 link-local address. */
function throughVrf({ interfaces }: Network, device: string, { family, may }: World): readonly Stage[] {
  const master = interfaces.get(interfaces.get(device)?.master ?? '');
  if (master?.vrfTable === undefined) return [];
  if (family === 'ipv6' && !isEmpty(intersect(may, special('ipv6', 'link-local')))) return [];
  return [
    { hook: 'output', oif: master.name, untracked: true },
    { hook: 'postrouting', oif: master.name, untracked: true },
  ];
}

function stagesAfterOutput(device: string, { name, loops }: Ingress): readonly Stage[] {
  const out = stagesOut(device);
  const comesBack = device === 'lo' || (loops === true && device === name);
  return comesBack ? [...out, ...arriving(device, loops), { hook: 'input', iif: device }] : out;
}

function waysBack({ network, ingress }: Way, reply: World, { device, uid }: Answerer): ReturnRoute[] {
  const inherited = INHERITS_VRF.has(reply.protocol) ? ingress.vrf : undefined;
  const answer = {
    source: reply.local.address,
    seenAs: reply.dialled.address,
    device: device ?? inherited,
    mark: reply.mark,
    protocol: reply.protocol,
    sourcePort: reply.local.port,
    destinationPort: reply.peerPort,
    uid,
  };
  return returnRoutes(network, ingress, reply.family, answer, reply.may);
}

/** A connection accepted by an unbound socket belongs to the VRF that it came in by (inet_request_bound_dev_if). */
const INHERITS_VRF: ReadonlySet<number> = new Set([6, 33]);

/** Answers carry no mark, but for TCP under tcp_fwmark_accept. */
function replyMark({ network }: Way, arrival: World): number {
  const inherits = arrival.protocol === 6 && network.sysctls.value('net.ipv4.tcp_fwmark_accept') === 1;
  return inherits ? arrival.mark : 0;
}

/** Over several paths a hash decides: certain is only what passes by every one of them. */
function bothWays(a: Passage, b: Passage): Passage {
  const may = unionAll(a.may.family, [a.may, b.may]);
  const stops = [...a.stops, ...b.stops];
  const unsure = subtract(may, intersect(a.must, b.must));
  const doubts = stops.flatMap(({ may: sources, reason }) => {
    const here = intersect(sources, unsure);
    return isEmpty(here) ? [] : [{ sources: here, reason: byPath(reason) }];
  });
  return { must: intersect(a.must, b.must), may, doubts: [...a.doubts, ...b.doubts, ...doubts], stops };
}

function byPath(reason: Stop['reason']): Stop['reason'] {
  return { code: 'too-complex', detail: `one of several paths back is closed (${reason.code})` };
}
