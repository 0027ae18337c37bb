/** One paragraph or list of an explanation. */
export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
  /** Lines to copy, not to be wrapped. */
  readonly isVerbatim?: boolean;
}
