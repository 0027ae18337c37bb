import type { BridgePort, BridgeVlan } from '../../model/bridge-port.js';
import type { Guest } from '../../model/guest.js';
import { address, cidr, count, list, object, oneOf, text, yesNo } from './shape.js';

/** The members of `KindOfLink`, all of which may be left out. */
export const kindOfLink = {
  vlanFiltering: yesNo,
  vlans: list(object<BridgeVlan>({ first: count, last: count, pvid: yesNo, untagged: yesNo })),
  vlanId: count,
  vlanProtocol: oneOf('802.1Q', '802.1ad'),
  routedMode: oneOf('l3', 'l3s'),
  allowedIps: list(cidr),
  guest: object<Guest>({ name: text, addresses: list(address) }),
  bridgePort: object<BridgePort>({ hairpin: yesNo, isolated: yesNo }),
};
