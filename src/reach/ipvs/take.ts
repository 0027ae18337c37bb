import type { Reason } from '../../model/reason.js';
import type { HookName } from '../../model/ruleset.js';
import { contains, emptySet, intersect, isEmpty, subtract } from '../../net/address-set.js';
import { special } from '../../net/special.js';
import { narrow } from '../packet/hooks.js';
import type { Network } from '../routing/network.js';
import { PROTOCOL_NUMBERS } from '../sockets/protocol-numbers.js';
import type { HookResult, HookRunner, Stop, World } from '../world.js';
import { endpointText, familyOf, type Taken } from './taken.js';
import type { Candidate, Service, VirtualServices } from './virtual-services.js';

type Observe = Parameters<HookRunner['run']>[2];

const NOTHING: HookResult = { passed: [], stopped: [] };

/** What becomes of the first packet of a connection where IPVS looks for a service that takes it (ip_vs_in_hook). */
export function takeFirst(
  services: VirtualServices,
  network: Network,
  hook: HookName,
  world: World,
  observe: Observe,
): HookResult {
  if (isForMany(network, hook, world)) return { passed: [world], stopped: [] };
  const { services: takers, certain } = services.takers(world);
  const [first] = takers;
  if (first === undefined) return { passed: [world], stopped: [] };
  const doubt = certain ? services.doubt : (services.doubt ?? MARK_UNKNOWN);
  const taken = takers.map((service) => schedule(services, network, hook, world, service, observe));
  if (doubt === undefined) return joined(taken);
  // Whether it is taken at all is not certain.
  const { passed, stopped } = joined(taken);
  return {
    passed: [world, ...passed].map((one) => doubted(one, doubt)),
    stopped: stopped.map((stop) => ({ ...stop, must: emptySet(world.family) })),
  };
}

const MARK_UNKNOWN: Reason = {
  code: 'too-complex',
  detail: 'IPVS takes packets by a mark that cannot be told',
};
/** What follows goes where the first packet went. */
export function takeNext(world: World, ipvs: Taken): World {
  return {
    ...world,
    oif: ipvs.by ?? world.oif,
    local: ipvs.method === 'masquerading' ? ipvs.server : world.local,
    tracked: ipvs.tracked && world.tracked,
    ipvs: { ...ipvs, met: true },
  };
}

/** Only what is for this host alone is taken (PACKET_HOST). */
function isForMany({ fib }: Network, hook: HookName, { family, iif, local }: World): boolean {
  return hook === 'input' && fib[family].lookup({ iif: iif ?? 'lo' }, local.address).type !== 'local';
}

function schedule(
  { tracks }: VirtualServices,
  network: Network,
  hook: HookName,
  world: World,
  service: Service,
  observe: Observe,
): HookResult {
  const servers = service.serversFor(world.local.port);
  if (servers.length === 0) {
    observe?.({ kind: 'ipvs', service: service.name, servers: [] });
    // ip_vs_leave: "port unreachable", whoever listens here.
    return stopAll(world, { code: 'ipvs-no-server', service: service.name });
  }
  const names = servers.map(({ to }) => endpointText(to));
  observe?.({ kind: 'ipvs', service: service.name, servers: names, method: servers[0]?.method });
  const open: World = service.certain
    ? world
    : doubted(world, { code: 'ipvs-scheduled', service: service.name, servers: names });
  return joined(
    servers.map((candidate) =>
      send(network, hook, open, candidate, {
        service: service.name,
        virtual: world.local,
        tracked: tracks,
        takesAll: service.takesAll,
        unanswered: isUnanswered(world, service, candidate, tracks),
      }),
    ),
  );
}

/** Masquerading forgets single datagrams before their answers come, and NAT a connection that conntrack does not keep. */
function isUnanswered(world: World, { onePacket }: Service, { method }: Candidate, tracks: boolean): boolean {
  const isForgotten = onePacket && world.protocol === PROTOCOL_NUMBERS.udp && method === 'masquerading';
  return isForgotten || (world.binding !== undefined && !tracks);
}

/** The way to one real server (ip_vs_xmit.c). */
function send(
  { fib }: Network,
  hook: HookName,
  world: World,
  { to, method }: Candidate,
  decided: Pick<Taken, 'service' | 'virtual' | 'tracked' | 'takesAll' | 'unanswered'>,
): HookResult {
  const { family } = world;
  const loopback = special(family, 'loopback');
  const { type, devices } = fib[familyOf(to)].lookup({ iif: 'lo' }, to.address);
  const taken = (by: string | undefined): Taken => ({ ...decided, server: to, method, by, met: true });
  if (type === 'local' || method === 'local') {
    const isInside = hook === 'output' || method !== 'masquerading' || !contains(loopback, to.address);
    return isInside
      ? { passed: [takeNext(world, taken(undefined))], stopped: [] }
      : stopAll(world, { code: 'loopback-martian' });
  }
  const [device] = devices;
  if (type !== 'unicast' || device === undefined)
    return stopAll(world, { code: 'ipvs-no-server', service: decided.service });
  // A loopback address does not leave this host (crosses_local_route_boundary).
  const own = intersect(world.may, loopback);
  const left = isEmpty(own) ? world : narrow(world, subtract(world.may, loopback));
  return joined([
    isEmpty(own) ? NOTHING : stopAll(narrow(world, own), { code: 'loopback-martian' }),
    { passed: isEmpty(left.may) ? [] : [takeNext(left, taken(device))], stopped: [] },
  ]);
}

function stopAll({ must, may }: World, reason: Reason): HookResult {
  const stop: Stop = { must, may, reason };
  return { passed: [], stopped: [stop] };
}

function doubted(world: World, reason: Reason): World {
  return {
    ...world,
    must: emptySet(world.family),
    doubts: [...world.doubts, { sources: world.may, reason }],
  };
}

/** What became of several parts of the packets. */
export function joined(results: readonly HookResult[]): HookResult {
  return {
    passed: results.flatMap(({ passed }) => passed),
    stopped: results.flatMap(({ stopped }) => stopped),
  };
}
