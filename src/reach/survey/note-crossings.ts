import { parseAddress } from '../../net/address.js';
import type { Bound } from '../../net/address-set.js';
import { emptySet } from '../../net/address-set.js';
import type { Spot } from '../answers/entry-collector.js';
import { crossOver, joinArrivals } from '../crossing/cross-over.js';
import { takersAt } from '../crossing/takers.js';
import type { Transport } from '../sockets/protocol-numbers.js';
import { PROTOCOL_NUMBERS } from '../sockets/protocol-numbers.js';
import type { World } from '../world.js';
import { type CaseStop, decide } from './decide.js';
import type { Findings } from './survey.js';
import type { WayIn } from './ways-in.js';

/** What was dialled, and where it leads as far as this stack decides. */
export interface Sent {
  readonly spot: Spot;
  /** Those who were stopped on the way to the next stack. */
  readonly stops: readonly CaseStop[];
  readonly address: Bound;
  readonly port: number;
}

/**
 * Notes who gets through to the sockets of other stacks. Returns what leads to a stack where nobody listens, and what leads
 * to none that can be seen.
 */
export function noteCrossings(
  findings: Findings,
  context: WayIn,
  departures: readonly World[],
  { spot, stops }: Pick<Sent, 'spot' | 'stops'>,
): { readonly refused: readonly World[]; readonly outside: readonly World[] } {
  const { host } = findings;
  const crossings = departures.map(
    (departure) => [departure, crossOver(host, context.way, departure)] as const,
  );
  for (const { listener, stack: there, unsure, subject } of joinArrivals(
    crossings.flatMap(([, arrivals]) => arrivals ?? []),
  )) {
    const whole = { ...subject, stops: [...subject.stops, ...stops] };
    const decisions = decide(whole, context.otherwise, unsure ?? context.doubt ?? there.doubt);
    findings.listeners.add(listener.id, spot, context.answers(decisions));
  }
  return {
    refused: crossings.filter(([, arrivals]) => arrivals?.length === 0).map(([departure]) => departure),
    outside: crossings.filter(([, arrivals]) => arrivals === undefined).map(([departure]) => departure),
  };
}

/** Notes that everybody is stopped before the next stack, for those who would have got their packets. True when there are such. */
export function noteStopped(
  { host, stack, listeners }: Findings,
  { way, family, otherwise, answers }: WayIn,
  transport: Transport,
  { spot, stops, address, port }: Sent,
): boolean {
  const { devices, gateway } = stack.network.fib[family].lookup({ iif: way.ingress.name }, address);
  const hop = gateway === undefined ? address : parseAddress(gateway)?.value;
  const out = { namespace: stack.namespace.id, device: devices[0] ?? '' };
  const next = hop === undefined ? undefined : host.neighbour(out, family, hop);
  if (next === undefined) return false;
  const nobody = emptySet(family);
  const subject = { must: nobody, may: nobody, doubts: [], acceptedBy: [], stops };
  const packet = { family, protocol: PROTOCOL_NUMBERS[transport] };
  for (const { listener } of takersAt(next.stack, next.ingress.name, packet, { address, port }))
    listeners.add(listener.id, spot, answers(decide(subject, otherwise)));
  return true;
}
