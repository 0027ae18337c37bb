import { parseFilter } from '../../src/collect/linux/firewall/parse-tc-filter.js';
import { parseNetconfOfAll } from '../../src/collect/linux/network/parse-device-settings.js';
import { parseRtnlAddress } from '../../src/collect/linux/network/parse-rtnl-address.js';
import { parseRtnlLink } from '../../src/collect/linux/network/parse-rtnl-link.js';
import { parseRtnlNeighbour } from '../../src/collect/linux/network/parse-rtnl-neighbour.js';
import { parseRtnlRoute } from '../../src/collect/linux/network/parse-rtnl-route.js';
import { parseRtnlRule } from '../../src/collect/linux/network/parse-rtnl-rule.js';
import { parseVsock } from '../../src/collect/linux/sockets/other-families/read-vsock.js';
import { parseInetDiag } from '../../src/collect/linux/sockets/parse-inet-diag.js';

/** What reads a message of netlink, by the first word of the lines in test/fixtures/netlink/messages.txt. */
export const MESSAGE_PARSERS: readonly (readonly [kind: RegExp, parse: (payload: Buffer) => unknown])[] = [
  [/^diag/, parseInetDiag],
  [/^link$/, parseRtnlLink],
  [/^address$/, parseRtnlAddress],
  [/^route/, (payload) => parseRtnlRoute(payload, () => 'eth0')],
  [/^rule/, parseRtnlRule],
  [/^neighbour/, parseRtnlNeighbour],
  [/^netconf$/, parseNetconfOfAll],
  [/^vsock$/, parseVsock],
  [/^filter/, parseFilter],
];
