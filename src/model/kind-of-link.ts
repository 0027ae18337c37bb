import type { BridgePort, BridgeVlan } from './bridge-port.js';
import type { Guest } from './guest.js';

/** What interfaces of one kind alone have. */
export interface KindOfLink {
  /** Of a port of a bridge: whether frames may leave by the port that they came in by, and whether it is isolated. */
  readonly bridgePort?: BridgePort;
  /** Of a bridge: it keeps VLANs apart (bridge(8), vlan_filtering). */
  readonly vlanFiltering?: boolean;
  /** Of such a bridge and of its ports: the VLANs that it is in; undefined where they could not be read. */
  readonly vlans?: readonly BridgeVlan[];
  /** Of a VLAN device: the VLAN whose frames it takes from the device below, and tags. */
  readonly vlanId?: number;
  /** Of a VLAN device and of a bridge that filters by VLAN: of which kind its tags are. */
  readonly vlanProtocol?: '802.1Q' | '802.1ad';
  /** Of an ipvlan device whose packets the stack of the device below routes: its mode (ip-link(8)). */
  readonly routedMode?: 'l3' | 'l3s';
  /** CIDR blocks that the peers of a WireGuard interface may send from; undefined where they could not be read. */
  readonly allowedIps?: readonly string[];
  /** Of the tap device of a virtual machine. */
  readonly guest?: Guest;
}
