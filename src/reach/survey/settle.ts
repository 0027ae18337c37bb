import type { Listener } from '../../model/listener.js';
import type { Reason } from '../../model/reason.js';
import { formatAddress } from '../../net/address.js';
import { type AddressSet, emptySet, unionAll } from '../../net/address-set.js';
import { prefixSet, width } from '../../net/cidr.js';
import type { Spot } from '../answers/entry-collector.js';
import { sendForward } from '../packet/forward.js';
import type { Answerer } from '../packet/reply.js';
import type { AccessLists } from '../sockets/access-lists.js';
import type { Transport } from '../sockets/protocol-numbers.js';
import type { LookupPoint } from '../sockets/socket-lookup.js';
import { vrfOf } from '../sockets/vrf-acceptance.js';
import type { World } from '../world.js';
import { decide } from './decide.js';
import { noteCrossings, noteStopped } from './note-crossings.js';
import type { Group, Redirected, SortedOutcome } from './sorted-outcome.js';
import type { Findings } from './survey.js';
import type { Target } from './targets.js';
import { type Verdicts, verdictsOf } from './verdicts.js';
import type { WayIn } from './ways-in.js';

/** One port of some destinations, and what became of requests to them. */
export interface Dialled {
  readonly transport: Transport;
  readonly port: number;
  readonly target: Target;
  readonly outcome: SortedOutcome;
  /** Something could not be read: nothing is certainly allowed. */
  readonly doubt: Reason | undefined;
}

/** Finds the sockets for what arrived and notes who reaches them; what NAT sends on is noted as a forward. */
export function settle(findings: Findings, context: WayIn, dialled: Dialled): void {
  const { target, outcome } = dialled;
  const spot = spotOf(context, dialled, target.destinations);
  const point = pointOf(context, dialled, target.device, target.leakedTo);
  if (target.martian !== true)
    settleClaims(findings, context, dialled, outcome.direct, point, target.destinations);
  for (const redirected of outcome.redirected) {
    const handed = handedAt(spot, redirected.arrivals.worlds);
    const there = {
      ...point,
      port: redirected.to.port,
      device: deviceOf(context, redirected) ?? point.device,
    };
    const { address } = redirected.to;
    const at = prefixSet(context.family, address, width(context.family));
    settleClaims(findings, context, dialled, redirected, there, at, handed);
    if (!isOwn(context, redirected)) noteStoppedForward(findings, context, dialled, redirected, handed);
  }
  const crossing = { spot: handedAt(spot, outcome.departures), stops: [] };
  const { refused, outside } = noteCrossings(findings, context, outcome.departures, crossing);
  for (const departure of outside) noteForward(findings, context, dialled, departure, crossing.spot);
  // What is published, and that nobody listens there, is told of the host that publishes it.
  if (context.dialledBy !== undefined) return;
  for (const departure of refused) noteRefusal(findings, context, dialled, departure, crossing.spot);
}

/** Notes the verdicts of everyone who has a claim on `addresses`; `spot` is given where the client dials something else. */
function settleClaims(
  findings: Findings,
  context: WayIn,
  dialled: Dialled,
  group: Group,
  point: LookupPoint,
  addresses: AddressSet,
  spot?: Spot,
): void {
  for (const { destinations, takers, shadowed } of findings.stack.sockets.claims(point, addresses)) {
    const at = spot ?? handedAt(spotOf(context, dialled, destinations), group.arrivals.worlds);
    for (const { listener, unsure } of takers) {
      const found = memoized(findings.stack.access, context, at, group, listener, unsure ?? dialled.doubt);
      findings.listeners.add(listener.id, at, context.answers(found.reach));
      findings.oneWay.add(listener.id, at, context.answers(found.oneWay));
    }
    for (const { listener, by } of shadowed) {
      const may = unionAll(
        context.family,
        group.arrivals.worlds.map((world) => world.may),
      );
      const blocked = {
        sources: may,
        verdict: 'blocked',
        reason: { code: 'shadowed', listener: by.id },
      } as const;
      findings.listeners.add(listener.id, at, context.answers([blocked]));
    }
  }
}

function memoized(
  access: AccessLists,
  { way, family, otherwise }: WayIn,
  { zone }: Spot,
  group: Group,
  listener: Listener,
  unsure: Reason | undefined,
): Verdicts {
  const usesUids = way.network.fib[family].usesUids;
  const answerer: Answerer = {
    device: listener.device,
    uid: usesUids ? listener.sockets[0]?.uid : undefined,
  };
  const rules = access(listener, family);
  // Ways in that are alike share requests, but a link-local address answers on its own link.
  const key = `${zone} ${answerer.device} ${answerer.uid} ${unsure === undefined ? '' : JSON.stringify(unsure)}`;
  // Listeners with access lists of their own are few: they need not share.
  const known = rules.length > 0 ? undefined : group.verdicts.get(key);
  if (known !== undefined) return known;
  const made = verdictsOf(way, group.arrivals, answerer, otherwise, unsure, rules);
  if (rules.length === 0) group.verdicts.set(key, made);
  return made;
}

function noteForward(
  findings: Findings,
  context: WayIn,
  { transport, doubt }: Dialled,
  departure: World,
  spot: Spot,
): void {
  if (transport !== 'tcp' && transport !== 'udp') return;
  const { address, port } = departure.ipvs?.server ?? departure.local;
  const target = { address: formatAddress(context.family, address), port, interface: departure.oif };
  const decisions = decide(sendForward(context.way, departure), context.otherwise, doubt);
  findings.forwards.add(transport, target, spot, context.answers(decisions));
}

/** A published port with nothing behind it: the stack that it leads to has no socket there. Services for whatever port publish none. */
function noteRefusal(
  findings: Findings,
  context: WayIn,
  { transport }: Dialled,
  departure: World,
  spot: Spot,
): void {
  if ((transport !== 'tcp' && transport !== 'udp') || departure.ipvs?.takesAll) return;
  const { family, local, ipvs, oif, may } = departure;
  const { address, port } = ipvs?.server ?? local;
  const target = { address: formatAddress(family, address), port, interface: oif };
  const nobody = { sources: may, verdict: 'blocked', reason: { code: 'no-listener' } } as const;
  findings.forwards.add(transport, target, spot, context.answers([nobody]));
}

/** Those who would be sent on to another host, were they not stopped before: by forwarding that is off, by rp_filter. */
function noteStoppedForward(
  findings: Findings,
  context: WayIn,
  { transport }: Dialled,
  { to, arrivals }: Redirected,
  spot: Spot,
): void {
  if (noteStopped(findings, context, transport, { spot, stops: arrivals.stops, ...to })) return;
  if (transport !== 'tcp' && transport !== 'udp') return;
  const nobody = emptySet(context.family);
  const subject = { must: nobody, may: nobody, doubts: [], acceptedBy: [], stops: arrivals.stops };
  const target = { address: formatAddress(context.family, to.address), port: to.port };
  const decisions = decide(subject, context.otherwise);
  findings.forwards.add(transport, target, spot, context.answers(decisions));
}

function isOwn({ way, family }: WayIn, { to }: Redirected): boolean {
  return way.network.fib[family].lookup({ iif: way.ingress.name }, to.address).type === 'local';
}

function spotOf({ way, dialledBy }: WayIn, { port, target }: Dialled, destinations: AddressSet): Spot {
  return { interface: dialledBy ?? way.ingress.name, port, destinations, zone: target.zone };
}

/** The spot with the service that hands these packets on. */
function handedAt(spot: Spot, worlds: readonly World[]): Spot {
  const service = worlds.find(({ ipvs }) => ipvs !== undefined)?.ipvs?.service;
  return service === undefined ? spot : { ...spot, ipvs: service };
}

/** Where the sockets are looked up for what was dialled. */
export function pointOf(
  { way, family }: WayIn,
  { transport, port }: Pick<Dialled, 'transport' | 'port'>,
  device: string,
  leakedTo?: string,
): LookupPoint {
  // What comes through the device of another VRF comes in by that.
  const ingress = leakedTo === undefined ? way.ingress : { ...way.ingress, name: leakedTo, vrf: leakedTo };
  return { protocol: transport, family, port, device, vrf: vrfOf(way.network, ingress, transport) };
}

/** What bound sockets are compared with after NAT: for local clients again the device that owns the address. */
function deviceOf({ way, family }: WayIn, { to }: Redirected): string | undefined {
  const { network, ingress } = way;
  if (ingress.name !== 'lo') return undefined;
  return network.fib[family].lookup({ iif: 'lo' }, to.address).devices[0];
}
