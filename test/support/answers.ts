import { parseAddress } from '../../src/net/address.js';
import { type AddressSet, contains } from '../../src/net/address-set.js';
import { parseCidr } from '../../src/net/cidr.js';

/** What the audit document and the audit itself have in common of a listener or a forward. */
export interface Reachable {
  readonly id: string;
  readonly protocol: string;
  readonly reach: readonly {
    readonly namespace: string;
    readonly interface: string;
    readonly destinations: readonly string[];
    readonly port: number;
    readonly sources: readonly string[];
    readonly verdict: string;
    readonly reason: object;
  }[];
}

export interface Question {
  readonly via: string;
  /** Where it comes in; any namespace when not given. */
  readonly namespace?: string;
  readonly protocol: string;
  readonly source: string;
  readonly destination: string;
  readonly port: number;
}

/** What an audit says of one packet. */
export type Answer =
  | { readonly kind: 'allowed'; readonly by: string; readonly reason: object }
  | { readonly kind: 'conditional'; readonly by: readonly string[]; readonly reasons: readonly object[] }
  | { readonly kind: 'blocked'; readonly by: readonly string[]; readonly reasons: readonly object[] }
  | { readonly kind: 'unnamed' }
  /** Two listeners claim the same packet: never right. */
  | { readonly kind: 'contradiction'; readonly by: readonly string[] };

interface Claim {
  readonly id: string;
  readonly namespace: string;
  readonly verdict: string;
  readonly reason: object;
  readonly destinations: readonly AddressSet[];
  readonly sources: readonly AddressSet[];
}

/** Looks single packets up in the `reach` of listeners and forwards. */
export class Answers {
  readonly #claims = new Map<string, Claim[]>();

  constructor(reachable: Iterable<Reachable>) {
    for (const { id, protocol, reach } of reachable) {
      for (const entry of reach) {
        const key = `${protocol} ${entry.interface} ${entry.port}`;
        const { namespace, verdict, reason } = entry;
        const destinations = entry.destinations.map(setOf);
        const claim = { id, namespace, verdict, reason, destinations, sources: entry.sources.map(setOf) };
        const claims = this.#claims.get(key);
        if (claims === undefined) this.#claims.set(key, [claim]);
        else claims.push(claim);
      }
    }
  }

  /** The answer for one packet, given as addresses without zones. */
  ask(question: Question): Answer {
    const claims = this.#claims.get(`${question.protocol} ${question.via} ${question.port}`) ?? [];
    const about = claims.filter(
      ({ namespace, destinations, sources }) =>
        (question.namespace === undefined || question.namespace === namespace) &&
        holds(destinations, question.destination) &&
        holds(sources, question.source),
    );
    const allowed = about.filter(({ verdict }) => verdict === 'allowed');
    const [first] = allowed;
    if (first !== undefined) {
      const by = [...new Set(allowed.map(({ id }) => id))];
      return by.length > 1
        ? { kind: 'contradiction', by }
        : { kind: 'allowed', by: first.id, reason: first.reason };
    }
    for (const kind of ['conditional', 'blocked'] as const) {
      const found = about.filter(({ verdict }) => verdict === kind);
      if (found.length > 0)
        return { kind, by: found.map(({ id }) => id), reasons: found.map(({ reason }) => reason) };
    }
    return { kind: 'unnamed' };
  }
}

function setOf(text: string): AddressSet {
  const set = parseCidr(text.replace(/%[^/]*/, ''));
  if (set === undefined) throw new Error(`neither address nor CIDR in a reach entry: ${text}`);
  return set;
}

function holds(sets: readonly AddressSet[], address: string): boolean {
  const parsed = parseAddress(address);
  if (parsed === undefined) throw new Error(`not an address: ${address}`);
  return sets.some((set) => set.family === parsed.family && contains(set, parsed.value));
}
