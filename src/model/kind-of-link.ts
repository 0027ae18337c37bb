import type { BridgePort } from './bridge-port.js';
import type { Guest } from './guest.js';

/** What interfaces of one kind alone have. */
export interface KindOfLink {
  /** Of a port of a bridge: whether frames may leave by the port that they came in by, and whether it is isolated. */
  readonly bridgePort?: BridgePort;
  /** Of a bridge: it keeps VLANs apart (bridge(8), vlan_filtering). */
  readonly vlanFiltering?: boolean;
  /** Of such a bridge and of its ports: the VLAN of frames that come in and go out without a tag. */
  readonly untaggedVlan?: number;
  /** CIDR blocks that the peers of a WireGuard interface may send from; undefined where they could not be read. */
  readonly allowedIps?: readonly string[];
  /** Of the tap device of a virtual machine. */
  readonly guest?: Guest;
}
