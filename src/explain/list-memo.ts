/**
 * Remembers what was made of lists: the entries of an audit share their lists of sources, so that the same question is asked
 * for many listeners. Lists count as the same when they are the same object.
 */
export class ListMemo<T> {
  readonly #numbers = new WeakMap<readonly string[], number>();
  readonly #made = new Map<string, T>();
  #last = 0;

  /** What `make` gave for these lists and this `key` the first time. */
  get(key: string, lists: readonly (readonly string[])[], make: () => T): T {
    const name = `${key} ${lists.map((list) => this.#number(list)).join(' ')}`;
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const made = make();
    this.#made.set(name, made);
    return made;
  }

  #number(list: readonly string[]): number {
    const known = this.#numbers.get(list);
    if (known !== undefined) return known;
    this.#last += 1;
    this.#numbers.set(list, this.#last);
    return this.#last;
  }
}
