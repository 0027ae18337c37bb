import type { BridgePort } from '../../model/bridge-port.js';
import type { Guest } from '../../model/guest.js';
import { address, cidr, count, list, object, text, yesNo } from './shape.js';

/** The members of `KindOfLink`, all of which may be left out. */
export const kindOfLink = {
  vlanFiltering: yesNo,
  untaggedVlan: count,
  allowedIps: list(cidr),
  guest: object<Guest>({ name: text, addresses: list(address) }),
  bridgePort: object<BridgePort>({ hairpin: yesNo, isolated: yesNo }),
};
