import type { ReachEntry } from '../model/reach.js';
import {
  type AddressSet,
  type IpFamily,
  intersect,
  isEmpty,
  subtract,
  unionAll,
} from '../net/address-set.js';
import { toCidrs } from '../net/cidr.js';
import { globallyRoutable } from '../net/special.js';
import type { Answer } from './answers.js';

/** Where an answer holds. */
export interface Spot {
  readonly interface: string;
  readonly port: number;
  readonly destinations: AddressSet;
  /** The zone of link-local destinations. */
  readonly zone?: string;
}

/** Gathers answers by who they are about, and joins those that agree in everything but the destination. */
export class EntryCollector {
  readonly #namespace: string;
  readonly #subjects = new Map<string, Map<string, Map<Answer, Spot[]>>>();

  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  /** Notes that the answers hold at this spot for `subject` (a listener's or a forward's id). */
  add(subject: string, spot: Spot, answers: readonly Answer[]): void {
    const places = getOrSet(this.#subjects, subject, () => new Map<string, Map<Answer, Spot[]>>());
    const place = getOrSet(places, `${spot.interface} ${spot.port}`, () => new Map<Answer, Spot[]>());
    for (const answer of answers) getOrSet(place, answer, () => []).push(spot);
  }

  /** The entries of one subject, in the order in which their interfaces were first met. */
  entries(subject: string): ReachEntry[] {
    const places = this.#subjects.get(subject);
    if (places === undefined) return [];
    return [...places.values()].flatMap((place) =>
      [...place].flatMap(([answer, spots]) => this.#entriesOf(answer, spots)),
    );
  }

  #entriesOf(answer: Answer, spots: readonly Spot[]): ReachEntry[] {
    const [first] = spots;
    if (first === undefined) return [];
    return destinationTexts(answer, spots)
      .filter((destinations) => destinations.length > 0)
      .map((destinations) => ({
        namespace: this.#namespace,
        interface: first.interface,
        destinations,
        port: first.port,
        sources: answer.sources,
        audience: answer.audience,
        verdict: answer.verdict,
        reason: answer.reason,
      }));
  }
}

/** For the internet globally routable destinations apart from the others, which it reaches only through a router's help. */
function destinationTexts(answer: Answer, spots: readonly Spot[]): string[][] {
  const texts = (part: (set: AddressSet) => AddressSet) => [
    ...byFamily(spots.filter(({ zone }) => zone === undefined)).flatMap((set) => hostTexts(part(set))),
    ...spots.flatMap(({ zone, destinations }) =>
      zone === undefined ? [] : hostTexts(part(destinations)).map((text) => `${text}%${zone}`),
    ),
  ];
  if (answer.audience !== 'internet') return [texts((set) => set)];
  return [
    texts((set) => intersect(set, globallyRoutable(set.family))),
    texts((set) => subtract(set, globallyRoutable(set.family))),
  ];
}

function byFamily(spots: readonly Spot[]): AddressSet[] {
  return (['ipv4', 'ipv6'] as const satisfies readonly IpFamily[])
    .map((family) =>
      unionAll(
        family,
        spots.map(({ destinations }) => destinations).filter((set) => set.family === family),
      ),
    )
    .filter((set) => !isEmpty(set));
}

const texts = new WeakMap<AddressSet, string[]>();

function hostTexts(set: AddressSet): string[] {
  const known = texts.get(set) ?? toCidrs(set, true);
  texts.set(set, known);
  return known;
}

function getOrSet<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
