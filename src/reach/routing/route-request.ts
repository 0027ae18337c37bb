import type { Reason } from '../../model/reason.js';
import { type AddressSet, contains, intersect, isEmpty, subtract, union } from '../../net/address-set.js';
import { special } from '../../net/special.js';
import { type LocatedStop, narrow, type Observe } from '../packet/hooks.js';
import type { World } from '../world.js';
import { checkSources } from './arrival.js';
import { acceptsLoopback } from './destinations.js';
import type { Hop } from './fib-table.js';
import { forwardingOf, turnsRound } from './forwarding.js';
import { isGroupAddress } from './group-address.js';
import { type Ingress, isFromHere } from './ingress.js';
import type { Network } from './network.js';

/** A request after the routing decision. Peers in none of the three vanish: martians, no route, no delivery. */
export interface RoutedRequest {
  readonly local: readonly World[];
  /** NAT made them somebody else's, and this host may forward them; `oif` is set. */
  readonly departed: readonly World[];
  readonly stops: readonly LocatedStop[];
}

const UNKNOWN_PORTS = { from: undefined, to: undefined };

const NOWHERE: RoutedRequest = { local: [], departed: [], stops: [] };

/** Decides where a request goes once NAT has had its say: to a socket here, to another host, nowhere. */
export function routeRequest(
  network: Network,
  ingress: Ingress,
  world: World,
  observe?: Observe,
): RoutedRequest {
  const { family, local } = world;
  // IPVS has routed it to its real server.
  if (world.ipvs?.by !== undefined) return { ...NOWHERE, departed: [world] };
  if (contains(special(family, 'loopback'), local.address) && !acceptsLoopback(network, ingress, family)) {
    observe?.({ kind: 'route', decision: 'dropped: a loopback address may not come in from outside' });
    return stopped(world, world.may, { code: 'loopback-martian' });
  }
  // Link-local and group addresses, and what a local client dials, have been chosen as destinations already.
  const chosen =
    world.transit !== true &&
    local.address === world.dialled.address &&
    (isFromHere(ingress) ||
      contains(special('ipv6', 'link-local'), local.address) ||
      isGroupAddress(network, family, local.address));
  if (chosen) return deliver(network, ingress, world, observe);

  // Who dials a link-local address is bound to its device, by which no other address of ours is found.
  const bound = ingress.name === 'lo' && contains(special('ipv6', 'link-local'), world.dialled.address);
  if (bound) return NOWHERE;

  const fib = network.fib[family];
  const parts = fib.sourceClasses.map((sources): RoutedRequest => {
    const part = fib.sourceClasses.length === 1 ? world : narrow(world, sources);
    const source = part.may.bounds[0];
    if (source === undefined) return NOWHERE;
    const hop = fib.lookup(
      {
        source,
        iif: ingress.vrf ?? ingress.name,
        mark: world.mark,
        protocol: world.protocol,
        sourcePort: world.peerPort,
        destinationPort: local.port,
      },
      local.address,
    );
    return follow(network, ingress, part, hop, observe);
  });
  return merge(parts);
}

function follow(
  network: Network,
  ingress: Ingress,
  world: World,
  hop: Hop,
  observe: Observe | undefined,
): RoutedRequest {
  observe?.({ kind: 'route', decision: hop.type, table: hop.table, device: hop.devices[0] });
  if (hop.type === 'local' || hop.type === 'anycast') return deliver(network, ingress, world, observe);
  const vrf = hop.devices.find((device) => network.interfaces.get(device)?.vrfTable !== undefined);
  if (vrf !== undefined && hop.type === 'unicast' && ingress.name !== 'lo')
    return intoVrf(network, ingress, world, vrf, observe);
  if (hop.type !== 'unicast' || !isElsewhere(world)) return NOWHERE;
  return merge(
    hop.devices.map((device) => depart(network, ingress, { ...world, oif: device }, device, observe)),
  );
}

/** Passed on to the device of another VRF, in which the address is this host's own or somebody's beyond it (vrf_xmit). */
function intoVrf(
  network: Network,
  ingress: Ingress,
  world: World,
  vrf: string,
  observe: Observe | undefined,
): RoutedRequest {
  const { local, departed, stops } = depart(network, ingress, { ...world, oif: vrf }, vrf, observe);
  const there = network.fib[world.family].lookup({ iif: vrf }, world.local.address);
  if (there.type !== 'local') return { local, departed: isElsewhere(world) ? departed : [], stops };
  const reason: Reason = { code: 'too-complex', detail: `a route leads it through the VRF ${vrf}` };
  const arrived = departed.map((each) => ({ ...doubted(each, reason), oif: undefined, leakedTo: vrf }));
  return { local: arrived, departed: [], stops };
}

/** Addressed to somebody else, from the start or by NAT. */
function isElsewhere({ transit, local, dialled }: World): boolean {
  return transit === true || local.address !== dialled.address;
}

function deliver(
  network: Network,
  ingress: Ingress,
  world: World,
  observe: Observe | undefined,
): RoutedRequest {
  const { worlds, stops } = validated(network, ingress, world, undefined, observe);
  return { local: worlds, departed: [], stops };
}

function depart(
  network: Network,
  ingress: Ingress,
  world: World,
  device: string,
  observe: Observe | undefined,
): RoutedRequest {
  if (ingress.name === 'lo') {
    // A loopback source may leave only by a device with route_localnet (__mkroute_output).
    if (acceptsLoopback(network, { name: device, families: [] }, 'ipv4'))
      return { ...NOWHERE, departed: [world] };
    const loopback = intersect(world.may, special(world.family, 'loopback'));
    const left = narrow(world, subtract(world.may, loopback));
    return {
      ...stopped(world, loopback, { code: 'loopback-martian' }),
      departed: isEmpty(left.may) ? [] : [left],
    };
  }
  const { forwards, sysctl } = forwardingOf(network, ingress.name, world.family, device);
  if (forwards === false) {
    observe?.({ kind: 'route', decision: `not forwarded: ${sysctl} is 0` });
    return stopped(world, world.may, { code: 'not-forwarded', sysctl });
  }
  const isFrame = turnsRound(network, ingress.name, world.family, device);
  const leaving = isFrame ? { ...world, frame: UNKNOWN_PORTS } : world;
  const { worlds, stops } = validated(network, ingress, leaving, device, observe);
  const departed = forwards
    ? worlds
    : worlds.map((left) => doubted(left, { code: 'facts-unreadable', subject: sysctl }));
  return { local: [], departed, stops };
}

/** The worlds left after the kernel's check of their sources. */
function validated(
  network: Network,
  ingress: Ingress,
  world: World,
  toward: string | undefined,
  observe: Observe | undefined,
): { worlds: World[]; stops: readonly LocatedStop[] } {
  if (world.family === 'ipv6' || isFromHere(ingress)) return { worlds: [world], stops: [] };
  const check = checkSources(network, ingress, world.family, {
    sources: world.may,
    destination: world.local.address,
    toGroup: isGroupAddress(network, world.family, world.local.address),
    mark: world.mark,
    protocol: world.protocol,
    port: world.local.port,
    peerPort: world.peerPort,
    toward,
  });
  observe?.({
    kind: 'source-check',
    check: 'source validation',
    passed: isEmpty(subtract(world.may, check.passed)),
  });
  const left: World = {
    ...world,
    must: intersect(world.must, check.passed),
    may: union(check.passed, check.unsure),
    doubts: isEmpty(check.unsure)
      ? world.doubts
      : [...world.doubts, { sources: check.unsure, reason: check.reason }],
  };
  return {
    worlds: isEmpty(left.may) ? [] : [left],
    stops: stopped(world, check.stopped, check.reason).stops,
  };
}

function doubted(world: World, reason: Reason): World {
  const nobody = subtract(world.must, world.must);
  return { ...world, must: nobody, doubts: [...world.doubts, { sources: world.may, reason }] };
}

function stopped(world: World, sources: AddressSet, reason: Reason): RoutedRequest {
  const may = intersect(world.may, sources);
  if (isEmpty(may)) return NOWHERE;
  return { ...NOWHERE, stops: [{ must: intersect(world.must, sources), may, reason, at: world.local }] };
}

function merge(parts: readonly RoutedRequest[]): RoutedRequest {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return {
    local: parts.flatMap(({ local }) => local),
    departed: parts.flatMap(({ departed }) => departed),
    stops: parts.flatMap(({ stops }) => stops),
  };
}
