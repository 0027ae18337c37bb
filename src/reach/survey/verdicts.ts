import type { Reason } from '../../model/reason.js';
import { type IpFamily, intersect, isEmpty, subtract, unionAll } from '../../net/address-set.js';
import { exchange } from '../packet/exchange.js';
import type { Answerer, ReplyOutcome, Way } from '../packet/reply.js';
import type { AccessRule } from '../sockets/access-lists.js';
import type { World } from '../world.js';
import { type Case, type CaseStop, type Decision, decide } from './decide.js';

/** What is said of one listener at one spot. */
export interface Verdicts {
  readonly reach: readonly Decision[];
  /** Datagrams that arrive and cannot be answered. */
  readonly oneWay: readonly Decision[];
}

/** Requests that come to the same sockets, and those who were stopped on the way to them. */
export interface Arrivals {
  readonly family: IpFamily;
  readonly worlds: readonly World[];
  readonly stops: readonly CaseStop[];
}

/**
 * The verdicts for a listener that gets these arrivals; `unsure` when it only perhaps does. What no chain had a say in is
 * allowed for the reason `otherwise`. `access` is what its own access lists turn away.
 */
export function verdictsOf(
  way: Way,
  arrivals: Arrivals,
  answerer: Answerer,
  otherwise: Reason,
  unsure: Reason | undefined,
  access: readonly AccessRule[],
): Verdicts {
  const exchanges = arrivals.worlds.map((world) => [world, exchange(way, world, answerer)] as const);
  const connectionless = arrivals.worlds.every(({ protocol }) => protocol === 17 || protocol === 136);
  return {
    reach: decide(withAccess(reachCase(arrivals, exchanges), access), otherwise, unsure),
    oneWay: connectionless
      ? decide(withAccess(lostCase(arrivals, exchanges), access), otherwise, unsure)
      : [],
  };
}

/** Who of these arrivals gets to a listener and gets an answer, before it is decided; see `verdictsOf`. */
export function caseOf(
  way: Way,
  arrivals: Arrivals,
  answerer: Answerer,
  access: readonly AccessRule[],
): Case {
  const exchanges = arrivals.worlds.map((world) => [world, exchange(way, world, answerer)] as const);
  return withAccess(reachCase(arrivals, exchanges), access);
}

function reachCase(
  { family, stops }: Arrivals,
  exchanges: readonly (readonly [World, ReplyOutcome])[],
): Case {
  return {
    must: unionAll(
      family,
      exchanges.map(([world, { must }]) => intersect(world.must, must)),
    ),
    may: unionAll(
      family,
      exchanges.map(([, { may }]) => may),
    ),
    doubts: exchanges.flatMap(([world, { doubts }]) => [...world.doubts, ...doubts]),
    acceptedBy: exchanges.flatMap(([world]) => world.acceptedBy),
    stops: [
      ...stops,
      ...exchanges.flatMap(([, outcome]) => outcome.stops),
      ...exchanges.flatMap(([, { noRoute }]) =>
        isEmpty(noRoute) ? [] : [{ may: noRoute, reason: { code: 'no-return-route' } as const }],
      ),
    ],
  };
}

/** Peers whose datagram arrives while no answer gets back to them. */
function lostCase({ family }: Arrivals, exchanges: readonly (readonly [World, ReplyOutcome])[]): Case {
  return {
    must: unionAll(
      family,
      exchanges.map(([world, { may }]) => subtract(world.must, may)),
    ),
    may: unionAll(
      family,
      exchanges.map(([world, { may }]) => subtract(world.may, may)),
    ),
    doubts: exchanges.flatMap(([{ doubts }]) => doubts),
    acceptedBy: exchanges.flatMap(([{ acceptedBy }]) => acceptedBy),
    stops: [],
  };
}

function withAccess(subject: Case, access: readonly AccessRule[]): Case {
  return access.reduce(({ must, may, doubts, stops, ...rest }, { sources, reason, certain }): Case => {
    const left = subtract(must, sources);
    if (!certain) return { ...rest, must: left, may, stops, doubts: [...doubts, { sources, reason }] };
    const stop = { may: intersect(may, sources), reason };
    return { ...rest, must: left, may: subtract(may, sources), doubts, stops: [...stops, stop] };
  }, subject);
}
