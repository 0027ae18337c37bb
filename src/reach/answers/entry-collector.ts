import type { ReachEntry } from '../../model/reach.js';
import type { AddressSet } from '../../net/address-set.js';
import type { Answer } from './answers.js';
import { byRoutability, type DestinationTexts } from './destination-texts.js';

/** Where an answer holds. */
export interface Spot {
  readonly interface: string;
  readonly port: number;
  readonly destinations: AddressSet;
  /** The zone of link-local destinations. */
  readonly zone?: string;
  /** See ReachEntry. */
  readonly ipvs?: string;
}

/** Gathers answers by who they are about, and joins those that agree in everything but the destination. */
export class EntryCollector {
  readonly #namespace: string;
  readonly #texts: DestinationTexts;
  readonly #subjects = new Map<string, Map<string, Map<Answer, Spot[]>>>();
  readonly #written = new Map<string, string[][]>();
  readonly #numbers = new WeakMap<AddressSet, number>();
  #last = 0;

  constructor(namespace: string, texts: DestinationTexts) {
    this.#namespace = namespace;
    this.#texts = texts;
  }

  /** Notes that the answers hold at this spot for `subject` (a listener's or a forward's id). */
  add(subject: string, spot: Spot, answers: readonly Answer[]): void {
    const places = getOrSet(this.#subjects, subject, () => new Map<string, Map<Answer, Spot[]>>());
    const place = getOrSet(
      places,
      `${spot.interface} ${spot.port} ${spot.ipvs}`,
      () => new Map<Answer, Spot[]>(),
    );
    for (const answer of answers) getOrSet(place, answer, () => []).push(spot);
  }

  /** About whom something was noted. */
  subjects(): Iterable<string> {
    return this.#subjects.keys();
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
    return this.#destinations(answer, spots).map((destinations) => ({
      namespace: this.#namespace,
      interface: first.interface,
      destinations,
      port: first.port,
      sources: answer.sources,
      audience: answer.audience,
      asymmetric: answer.asymmetric,
      ipvs: first.ipvs,
      verdict: answer.verdict,
      reason: answer.reason,
    }));
  }

  /** The destinations written out, once for all that have the same. */
  #destinations({ audience }: Answer, spots: readonly Spot[]): string[][] {
    const apart = audience === 'internet';
    const key = `${apart} ${spots.map(({ zone, destinations }) => `${zone} ${this.#number(destinations)}`)}`;
    return getOrSet(this.#written, key, () =>
      (apart ? byRoutability(spots) : [spots]).map(this.#texts).filter((texts) => texts.length > 0),
    );
  }

  #number(set: AddressSet): number {
    const known = this.#numbers.get(set);
    if (known !== undefined) return known;
    this.#last += 1;
    this.#numbers.set(set, this.#last);
    return this.#last;
  }
}

function getOrSet<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
