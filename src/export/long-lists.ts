/** Lists with fewer strings have a line for each. */
const LONG = 32;

/**
 * Takes the long lists of strings out of a JSON value. Entries share them: what a block list lets in has as many CIDRs at each port,
 * and is a text of megabytes each time.
 */
export class LongLists {
  /** Stands for a list. Nobody can have put it into a text from the system beforehand. */
  readonly #mark = `list ${Math.random()} `;
  readonly #marks = new RegExp(`"${this.#mark.replaceAll('.', '\\.')}(\\d+)"`);
  readonly #texts = new WeakMap<readonly string[], Uint8Array>();
  readonly #textOf: (list: readonly string[]) => string;

  constructor(textOf: (list: readonly string[]) => string) {
    this.#textOf = textOf;
  }

  /** The text that `stringify` gives for `value`, with the text of each list, which is made once, as bytes in between. */
  pieces(value: unknown, stringify: (value: unknown) => string): readonly (string | Uint8Array)[] {
    if (typeof value !== 'object' || value === null || !this.#holdsLong(value)) return [stringify(value)];
    const lists: (readonly string[])[] = [];
    const parts = stringify(this.#without(value, lists)).split(this.#marks);
    return parts.map((part, i) => (i % 2 === 0 ? part : this.#text(lists[Number(part)] ?? [])));
  }

  #without(value: unknown, lists: (readonly string[])[]): unknown {
    if (this.#isLong(value)) {
      lists.push(value);
      return `${this.#mark}${lists.length - 1}`;
    }
    if (Array.isArray(value)) return value.map((element) => this.#without(element, lists));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, this.#without(member, lists)]),
    );
  }

  #text(list: readonly string[]): Uint8Array {
    let text = this.#texts.get(list);
    if (text === undefined) {
      text = Buffer.from(this.#textOf(list));
      this.#texts.set(list, text);
    }
    return text;
  }

  /** Asked of every listener, most of which hold none: loops, since a list made of each object's members took longer than all the rest. */
  #holdsLong(value: object): boolean {
    if (Array.isArray(value)) {
      for (const element of value) {
        if (typeof element !== 'object') return this.#isLong(value);
        if (element !== null && this.#holdsLong(element)) return true;
      }
      return false;
    }
    for (const key in value) {
      const member = value[key as keyof typeof value] as unknown;
      if (typeof member === 'object' && member !== null && this.#holdsLong(member)) return true;
    }
    return false;
  }

  #isLong(value: unknown): value is readonly string[] {
    if (!Array.isArray(value) || value.length < LONG) return false;
    return this.#texts.has(value) || value.every((element) => typeof element === 'string');
  }
}
