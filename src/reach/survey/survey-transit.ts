import type { Listener } from '../../model/listener.js';
import { parseAddress } from '../../net/address.js';
import {
  type AddressSet,
  type Bound,
  contains,
  type IpFamily,
  subtract,
  unionAll,
} from '../../net/address-set.js';
import { prefixSet, width } from '../../net/cidr.js';
import { special } from '../../net/special.js';
import { admit, firstPacket } from '../packet/request.js';
import { PROTOCOL_NUMBERS, TRANSPORTS, type Transport } from '../sockets/protocol-numbers.js';
import type { Host } from '../topology/host.js';
import type { Stack } from '../topology/stack.js';
import type { World } from '../world.js';
import { noteCrossings, noteStopped } from './note-crossings.js';
import { portsBehind } from './ports-behind.js';
import { requestOf } from './request-of.js';
import { settle } from './settle.js';
import { sortOutcome } from './sorted-outcome.js';
import { type Findings, PORTS_OF_A_RANGE } from './survey.js';
import type { WayIn } from './ways-in.js';

/** How many pairs of a link and something to dial beyond it are looked at for one stack: 100 ms for each 500 or so. */
export const MOST_PAIRS = 4000;

/** Links that are not looked at, each with everything that could be dialled from it. */
export interface LeftOut {
  readonly links: number;
  readonly endpoints: number;
}

/**
 * Surveys what comes in by each of `ways` and is passed on. A router between hundreds of namespaces has more pairs of them than
 * anybody reads: then its own programs and what comes in from beyond this machine are told, and the links that lead to nothing but
 * other namespaces are left out.
 */
export function surveyTransits(findings: Findings, ways: readonly WayIn[]): LeftOut | undefined {
  const { host, stack } = findings;
  if (!isBetween(host, stack)) return undefined;
  const links = new Set(ways.filter((way) => isClosed(host, stack, way)).map(({ way }) => way.ingress.name))
    .size;
  const endpoints = endpointsBeyond(host, stack);
  const isTooMuch = links * endpoints > MOST_PAIRS;
  for (const way of isTooMuch ? ways.filter((way) => !isClosed(host, stack, way)) : ways)
    surveyTransit(findings, way);
  return isTooMuch ? { links, endpoints } : undefined;
}

/**
 * Sends requests by one way in to the addresses of other stacks, for this one to pass on: what a neighbour can do who takes
 * this host for a router, and this host's own programs. The ports are those of the listeners there, and those that NAT here
 * rewrites.
 */
function surveyTransit(findings: Findings, context: WayIn): void {
  const { host, stack } = findings;
  for (const other of host.stacks.values()) {
    if (other === stack) continue;
    for (const address of addressesOf(other, context.family)) {
      if (!isPassedOn(findings, context, address)) continue;
      for (const transport of TRANSPORTS) {
        const translated = stack.runner.dialledPorts(PROTOCOL_NUMBERS[transport], PORTS_OF_A_RANGE);
        const behind = stack.runner.rewrites ? portsBehind(findings, context, transport, address) : [];
        const own = portsOf(other, transport, context.family, address);
        for (const port of new Set([...own, ...translated, ...behind]))
          sendOnwards(findings, context, transport, address, port);
      }
    }
  }
}

/** True for links that lead to nothing but other namespaces. */
export function isClosed({ segments }: Host, { namespace: { id } }: Stack, { way }: WayIn): boolean {
  return segments({ namespace: id, device: way.ingress.name })?.open === false;
}

/** Addresses and ports of other stacks. */
function endpointsBeyond({ stacks }: Host, stack: Stack): number {
  let endpoints = 0;
  for (const other of stacks.values())
    if (other !== stack)
      for (const family of ['ipv4', 'ipv6'] as const)
        for (const address of addressesOf(other, family))
          for (const transport of TRANSPORTS) endpoints += portsOf(other, transport, family, address).length;
  return endpoints;
}

/** Sends a request to `address`, which is not of this host, and notes what becomes of it. */
export function sendOnwards(
  findings: Findings,
  context: WayIn,
  transport: Transport,
  address: Bound,
  port: number,
): void {
  const { way, family } = context;
  const { ingress } = way;
  const sources = sendersOf(context);
  const request = requestOf({ way, family, sources }, transport, address, port);
  const outcome = admit(way, { ...firstPacket(request), transit: true });
  const isTranslated = ({ binding, ipvs }: World) => binding !== undefined || ipvs !== undefined;
  const destinations = prefixSet(family, address, width(family));
  const target = {
    destinations,
    device: ingress.name,
    sample: address,
    likeness: '',
    martian: true,
  } as const;
  const departures = outcome.departures.filter(isTranslated);
  settle(findings, context, {
    transport,
    port,
    target,
    outcome: sortOutcome({ ...outcome, departures }, request),
    doubt: context.doubt,
  });
  const passedOn = outcome.departures.filter((world) => !isTranslated(world));
  const spot = { interface: ingress.name, port, destinations };
  const stops = outcome.stops.filter(({ at }) => at.address === address && at.port === port);
  if (passedOn.length > 0) noteCrossings(findings, context, passedOn, { spot, stops });
  else if (stops.length > 0) noteStopped(findings, context, transport, { spot, stops, address, port });
}

/**
 * Whether the stack stands between others, so that something is to be said of what it passes on and sends: it has neighbours
 * on several links, or it is the one that is asked from. What a container sends to its neighbours comes in to these by their own
 * link, and is told there.
 */
function isBetween({ segments }: Host, { namespace: { id, current }, network }: Stack): boolean {
  const links = network.ingresses.flatMap(({ name }) => segments({ namespace: id, device: name }) ?? []);
  const leadOn = links.some(({ ends }) => ends.some(({ namespace }) => namespace !== id));
  return leadOn && (current || new Set(links).size > 1);
}

/** Programs here send from an address of this host that others can answer. */
export function sendersOf({ way, family, sources }: WayIn): AddressSet {
  if (way.ingress.name !== 'lo') return sources;
  return subtract(
    sources,
    family === 'ipv4'
      ? special(family, 'loopback')
      : unionAll(family, [special(family, 'loopback'), special(family, 'link-local')]),
  );
}

/** True when packets to `address` that come in by this way leave by another link, to a stack that can be seen. */
function isPassedOn({ host, stack }: Findings, { way, family }: WayIn, address: Bound): boolean {
  const { ingress } = way;
  const { type, devices, gateway } = stack.network.fib[family].lookup({ iif: ingress.name }, address);
  const [device] = devices;
  if (type !== 'unicast' || device === undefined || device === ingress.name) return false;
  const namespace = stack.namespace.id;
  const out = { namespace, device };
  if (ingress.name !== 'lo' && host.segments({ namespace, device: ingress.name }) === host.segments(out))
    return false;
  const hop = gateway === undefined ? address : parseAddress(gateway)?.value;
  return hop !== undefined && host.neighbour(out, family, hop) !== undefined;
}

/** The addresses of a stack that others can send to. */
export function addressesOf({ network }: Stack, family: IpFamily): Bound[] {
  const apart = [special(family, 'loopback'), ...(family === 'ipv6' ? [special(family, 'link-local')] : [])];
  return [...network.interfaces.values()].flatMap(({ addresses, up }) =>
    addresses.flatMap((held) => {
      const value = up && held.family === family ? parseAddress(held.address)?.value : undefined;
      return value === undefined || apart.some((set) => contains(set, value)) ? [] : [value];
    }),
  );
}

/** Ports of the listeners of a stack that may take what is sent to the address. */
export function portsOf(
  { listeners }: Stack,
  transport: Transport,
  family: IpFamily,
  address: Bound,
): number[] {
  return listeners
    .filter((listener) => listener.protocol === transport && mayTake(listener, family, address))
    .map(({ port }) => port);
}

function mayTake(listener: Listener, family: IpFamily, address: Bound): boolean {
  if (!listener.accepts.includes(family)) return false;
  if (listener.scope === 'all-interfaces') return true;
  return parseAddress(listener.address.replace(/^::ffff:(?=\d+\.)/i, ''))?.value === address;
}
