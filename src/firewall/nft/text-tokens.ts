/** The words of nft's text, one at a time. Line ends are words of their own: they end a rule. */
export class TextTokens {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = text.match(/"(?:\\.|[^"\\])*"|[{}(),;\n]|[^\s{}(),;"]+/g) ?? [];
  }

  peek(ahead = 0): string | undefined {
    return this.#tokens[this.#at + ahead];
  }

  next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new NotUnderstood('the text ends early');
    this.#at++;
    return token;
  }

  /** Takes the next word if it is `word`. */
  take(word: string): boolean {
    if (this.peek() !== word) return false;
    this.#at++;
    return true;
  }

  expect(word: string): void {
    if (!this.take(word)) throw new NotUnderstood(`${this.peek()} instead of ${word}`);
  }

  /** Passes over line ends and semicolons. */
  skipLineEnds(): void {
    while (this.peek() === '\n' || this.peek() === ';') this.#at++;
  }
}

/** Thrown for text beyond what `parseAnonymousChain` knows, and caught there. */
export class NotUnderstood extends Error {}
