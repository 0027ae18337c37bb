import { AUDIENCES } from '../../src/model/listener.js';

/** What is taken of a line of `watch --json`: what became of the sockets of one service. */
export interface ChangeLine {
  readonly subject: string;
  readonly ids_before: readonly string[];
  readonly ids_after: readonly string[];
  /** The widest of those after; null when there are none. */
  readonly exposure_after: string | null;
}

/** What is taken of a document of `--json`. */
export interface Document {
  readonly listeners: readonly { readonly id: string; readonly exposure: string }[];
}

/** Listeners of which it is known how far the widest of them is exposed. */
interface Group {
  readonly ids: readonly string[];
  readonly exposure: string;
}

/** What somebody believes who has seen one document and every change since. */
export class Believed {
  readonly #groups: Map<string, Group>;

  constructor({ listeners }: Document) {
    this.#groups = new Map(listeners.map(({ id, exposure }) => [id, { ids: [id], exposure }]));
  }

  see({ subject, ids_before, ids_after, exposure_after }: ChangeLine): void {
    if (subject !== 'listener') return;
    for (const id of ids_before) this.#groups.delete(id);
    for (const id of ids_after) this.#groups.set(id, { ids: ids_after, exposure: exposure_after ?? 'none' });
  }

  /** In what it differs from a fresh document: "tcp/0.0.0.0:80: none, really internet". */
  differences(fresh: Document): readonly string[] {
    const real = new Map(fresh.listeners.map(({ id, exposure }) => [id, exposure]));
    const unseen = [...real.keys()].filter((id) => !this.#groups.has(id));
    const wrong = [...this.#groups].flatMap(([id, { ids, exposure }]) => {
      if (!real.has(id)) return [`${id}: ${exposure}, really not there`];
      const widest = ids.map((each) => real.get(each) ?? 'none').reduce(wider);
      return widest === exposure ? [] : [`${ids.join(' ')}: ${exposure}, really ${widest}`];
    });
    return [...wrong, ...unseen.map((id) => `${id}: not there, really ${real.get(id)}`)];
  }
}

function wider(a: string, b: string): string {
  const audiences: readonly string[] = AUDIENCES;
  const rank = (exposure: string) => audiences.indexOf(exposure);
  return rank(b) > rank(a) ? b : a;
}
