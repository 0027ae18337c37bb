import type { Listener } from '../../model/listener.js';
import type { Reason } from '../../model/reason.js';
import type { LookupPoint } from './socket-lookup.js';

/** Which listeners get a packet for which several could be taken. */
export interface Contest {
  readonly takers: readonly Taker[];
  /** Those that would get it, were it not for a better match. */
  readonly shadowed: readonly { readonly listener: Listener; readonly by: Listener }[];
}

/** A listener that gets the packet: certainly, or perhaps, for that reason. */
export interface Taker {
  readonly listener: Listener;
  readonly unsure?: Reason;
}

/**
 * Settles it among the candidates of each bucket, the better bucket first. A candidate whose device or IPV6_V6ONLY could
 * not be seen may turn out not to match, and then leaves the packet to the next.
 */
export function contest(point: LookupPoint, buckets: readonly (readonly Listener[])[]): Contest {
  const takers: Taker[] = [];
  const shadowed: { listener: Listener; by: Listener }[] = [];
  let winner: Listener | undefined;
  for (const bucket of buckets) {
    if (winner !== undefined) {
      const by = winner;
      shadowed.push(...bucket.map((listener) => ({ listener, by })));
      continue;
    }
    const unseen = bucket.flatMap((listener) => {
      const subject = unseenDetail(listener, point);
      return subject === undefined ? [] : [{ listener, subject }];
    });
    takers.push(...unseen.map(({ listener, subject }) => unsure(listener, subject)));
    const sure = bucket.filter((listener) => !unseen.some((other) => other.listener === listener));
    const [first, ...others] = bestOf(point, sure);
    if (first === undefined) continue;
    winner = first;
    const ids = [first, ...others].map(({ id }) => id);
    const doubt = takers[0]?.unsure;
    for (const listener of [first, ...others])
      takers.push(
        others.length > 0
          ? { listener, unsure: { code: 'either-of', listeners: ids } }
          : { listener, unsure: doubt },
      );
    for (const listener of sure) if (!ids.includes(listener.id)) shadowed.push({ listener, by: first });
  }
  return { takers, shadowed };
}

/**
 * The candidates between which the lookup decides. Several sockets in one bucket owe that to SO_REUSEPORT, and then the
 * first of them that the kernel meets wins, whatever its score. Only UDP sockets of different users cannot share a port
 * that way: they stand side by side by SO_REUSEADDR, and the score decides (udp4_lib_lookup2, compute_score).
 */
function bestOf(point: LookupPoint, candidates: readonly Listener[]): readonly Listener[] {
  if (candidates.length < 2 || (point.protocol !== 'udp' && point.protocol !== 'udplite')) return candidates;
  const users = candidates.map(({ sockets }) => sockets[0]?.uid);
  if (users.includes(undefined) || new Set(users).size < users.length) return candidates;
  const scores = candidates.map(
    ({ family, device }) => (family === 'ipv4' ? 2 : 1) + (device === undefined ? 0 : 4),
  );
  return candidates.filter((_, at) => scores[at] === Math.max(...scores));
}

/** What could not be seen of a socket and would decide whether it matches. */
export function unseenDetail(listener: Listener, point: LookupPoint): string | undefined {
  if (listener.device === undefined && !listener.deviceKnown) return `bound device of ${listener.id}`;
  const dual = listener.family === 'ipv6' && point.family === 'ipv4' && listener.address === '::';
  return dual && listener.v6only === undefined ? `IPV6_V6ONLY of ${listener.id}` : undefined;
}

function unsure(listener: Listener, subject: string): Taker {
  return { listener, unsure: { code: 'facts-unreadable', subject } };
}
