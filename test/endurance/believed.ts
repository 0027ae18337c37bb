/** What is taken of a line of `watch --json`. */
export interface ChangeLine {
  readonly change: string;
  readonly listener: string;
  readonly exposure: string;
}

/** What is taken of a document of `--json`. */
export interface Document {
  readonly listeners: readonly { readonly id: string; readonly exposure: string }[];
}

/** The exposure of each listener, by id, of somebody who has seen one document and every change since. */
export class Believed {
  readonly #exposures: Map<string, string>;

  constructor({ listeners }: Document) {
    this.#exposures = new Map(listeners.map(({ id, exposure }) => [id, exposure]));
  }

  see({ change, listener, exposure }: ChangeLine): void {
    if (change === 'closed') this.#exposures.delete(listener);
    else this.#exposures.set(listener, exposure);
  }

  /** In what it differs from a fresh document: "tcp/0.0.0.0:80: none, really internet". */
  differences(fresh: Document): readonly string[] {
    const real = new Map(fresh.listeners.map(({ id, exposure }) => [id, exposure]));
    const ids = new Set([...this.#exposures.keys(), ...real.keys()]);
    return [...ids]
      .filter((id) => this.#exposures.get(id) !== real.get(id))
      .map((id) => `${id}: ${this.#exposures.get(id) ?? 'not there'}, really ${real.get(id) ?? 'not there'}`);
  }
}
