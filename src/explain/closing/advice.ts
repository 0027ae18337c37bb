/** One way to close a listener, to be read and copied, never run by this tool. */
export interface Advice {
  readonly title: string;
  /** File, section or command line where the lines belong; absent for commands. */
  readonly where?: string;
  readonly lines: readonly string[];
  /** What else to know before doing it. */
  readonly note?: string;
}
