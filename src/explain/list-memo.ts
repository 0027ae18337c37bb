/**
 * Remembers what was made of lists and reasons: the entries of an audit share them, so that the same question is asked for
 * many listeners. They count as the same when they are the same object.
 */
export class ListMemo<T> {
  readonly #numbers = new WeakMap<object, number>();
  readonly #made = new Map<string, T>();
  #last = 0;

  /** What `make` gave for these parts and this `key` the first time. */
  get(key: string, parts: readonly object[], make: () => T): T {
    const name = `${key} ${parts.map((part) => this.#number(part)).join(' ')}`;
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const made = make();
    this.#made.set(name, made);
    return made;
  }

  #number(part: object): number {
    const known = this.#numbers.get(part);
    if (known !== undefined) return known;
    this.#last += 1;
    this.#numbers.set(part, this.#last);
    return this.#last;
  }
}
