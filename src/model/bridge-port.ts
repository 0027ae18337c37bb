/** What bridge(8) tells of a port. */
export interface BridgePort {
  /** Frames may leave by it that came in by it. */
  readonly hairpin: boolean;
  /** Frames do not pass between it and other isolated ports. */
  readonly isolated: boolean;
}
