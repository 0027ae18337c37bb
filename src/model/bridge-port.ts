/** What bridge(8) tells of a port. */
export interface BridgePort {
  /** Frames may leave by it that came in by it. */
  readonly hairpin: boolean;
  /** Frames do not pass between it and other isolated ports. */
  readonly isolated: boolean;
}

/** VLANs that a port is in, or the bridge itself as a port: `bridge vlan`. */
export interface BridgeVlan {
  readonly first: number;
  /** The same for a single one. */
  readonly last: number;
  /** Frames that come in without a tag are in it. */
  readonly pvid: boolean;
  /** Its frames go out without a tag. */
  readonly untagged: boolean;
}
