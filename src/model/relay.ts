/**
 * A process that hands on to a port of a namespace what it is asked from elsewhere, as far as can be seen: a hint. It is told of
 * ports of the loopback, and of those to which it is connected from another namespace.
 */
export interface Relay {
  readonly pid: number;
  /** As the process calls it; absent where it names the host alone ("localhost"). */
  readonly address?: string;
  readonly port: number;
  /** It has a connection there now; or its command line names the port. */
  readonly seen: 'connected' | 'command-line';
}
