import type { Forward } from '../../model/reach.js';
import type { Answer } from './answers.js';
import type { DestinationTexts } from './destination-texts.js';
import { formatEndpoint } from './endpoint-text.js';
import { EntryCollector, type Spot } from './entry-collector.js';

/** Gathers the ports that NAT hands to other hosts. */
export class ForwardCollector {
  readonly #namespace: string;
  readonly #entries: EntryCollector;
  readonly #forwards = new Map<string, Omit<Forward, 'reach'>>();

  constructor(namespace: string, texts: DestinationTexts) {
    this.#namespace = namespace;
    this.#entries = new EntryCollector(namespace, texts);
  }

  /** Notes who reaches `target` by dialling this host at the spot. */
  add(
    protocol: Forward['protocol'],
    target: Forward['target'],
    spot: Spot,
    answers: readonly Answer[],
  ): void {
    const id = `${protocol}/${spot.port}→${formatEndpoint(target.address, target.port)}`;
    if (this.#forwards.get(id)?.target.interface === undefined)
      this.#forwards.set(id, { id, namespace: this.#namespace, protocol, port: spot.port, target });
    this.#entries.add(id, spot, answers);
  }

  /** All of them, by port. */
  forwards(): Forward[] {
    return [...this.#forwards.values()]
      .map((forward) => ({ ...forward, reach: this.#entries.entries(forward.id) }))
      .sort((a, b) => a.port - b.port || (a.id < b.id ? -1 : 1));
  }
}
