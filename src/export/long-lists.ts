/** Lists with fewer elements are not worth a place of their own. */
const LONG = 256;

/** A list in an indented JSON text, and how far its lines are indented. */
interface Place {
  readonly list: readonly string[];
  readonly indent: number;
}

/**
 * Takes the long lists of strings out of a JSON value. Entries share them: what a block list lets in has as many CIDRs at each port,
 * and is a text of megabytes each time.
 */
export class LongLists {
  /** Stands for a list. Nobody can have put it into a text from the system beforehand. */
  readonly #mark = `list ${Math.random()} `;
  readonly #marks = new RegExp(`"${this.#mark.replaceAll('.', '\\.')}(\\d+)"`);
  readonly #texts = new WeakMap<readonly string[], Map<number, Uint8Array>>();
  readonly #textOf: (list: readonly string[]) => string;

  /** `textOf`: the text of a list that is not indented. */
  constructor(textOf: (list: readonly string[]) => string) {
    this.#textOf = textOf;
  }

  /** The text that `stringify` gives for `value`, with the lists, of which each is made once, as bytes in between. */
  pieces(value: unknown, stringify: (value: unknown) => string): readonly (string | Uint8Array)[] {
    const lists: (readonly string[])[] = [];
    const parts = stringify(this.#without(value, lists)).split(this.#marks);
    return parts.map((part, i) => {
      if (i % 2 === 0) return part;
      const before = parts[i - 1] ?? '';
      const indent = /^ */.exec(before.slice(before.lastIndexOf('\n') + 1))?.[0].length ?? 0;
      return this.#text({ list: lists[Number(part)] ?? [], indent });
    });
  }

  #without(value: unknown, lists: (readonly string[])[]): unknown {
    if (Array.isArray(value)) {
      const elements: readonly unknown[] = value;
      if (!this.#isLong(elements)) return elements.map((element) => this.#without(element, lists));
      lists.push(elements);
      return `${this.#mark}${lists.length - 1}`;
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, this.#without(member, lists)]),
    );
  }

  #isLong(value: readonly unknown[]): value is readonly string[] {
    if (value.length < LONG) return false;
    return (
      this.#texts.has(value as readonly string[]) || value.every((element) => typeof element === 'string')
    );
  }

  #text({ list, indent }: Place): Uint8Array {
    const known = this.#texts.get(list) ?? new Map<number, Uint8Array>();
    this.#texts.set(list, known);
    let text = known.get(indent);
    if (text === undefined) {
      text = Buffer.from(this.#textOf(list).replaceAll('\n', `\n${' '.repeat(indent)}`));
      known.set(indent, text);
    }
    return text;
  }
}
