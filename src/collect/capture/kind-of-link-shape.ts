import type { BridgePort } from '../../model/bridge-port.js';
import { cidr, count, list, object, yesNo } from './shape.js';

/** The members of `KindOfLink`, all of which may be left out. */
export const kindOfLink = {
  vlanFiltering: yesNo,
  untaggedVlan: count,
  allowedIps: list(cidr),
  bridgePort: object<BridgePort>({ hairpin: yesNo, isolated: yesNo }),
};
