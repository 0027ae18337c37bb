/** What was asked, in a more usual spelling, and what is to be said of the way in which it was written. */
export interface Rewritten {
  readonly text: string;
  readonly notes: readonly string[];
}
