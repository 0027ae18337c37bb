/** A process that hands on to a port of this host's loopback what it is asked from elsewhere: as far as can be seen, a hint. */
export interface Relay {
  readonly pid: number;
  /** As the process calls it; absent where it names the host alone ("localhost"). */
  readonly address?: string;
  readonly port: number;
  /** It has a connection there now; or its command line names the port. */
  readonly seen: 'connected' | 'command-line';
}
