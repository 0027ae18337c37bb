import { parseVsock } from '../../src/collect/linux/other-families/read-vsock.js';
import { parseNetconfOfAll } from '../../src/collect/linux/parse-device-settings.js';
import { parseInetDiag } from '../../src/collect/linux/parse-inet-diag.js';
import { parseRtnlAddress } from '../../src/collect/linux/parse-rtnl-address.js';
import { parseRtnlLink } from '../../src/collect/linux/parse-rtnl-link.js';
import { parseRtnlRoute } from '../../src/collect/linux/parse-rtnl-route.js';
import { parseRtnlRule } from '../../src/collect/linux/parse-rtnl-rule.js';

/** What reads a message of netlink, by the first word of the lines in test/fixtures/netlink/messages.txt. */
export const MESSAGE_PARSERS: readonly (readonly [kind: RegExp, parse: (payload: Buffer) => unknown])[] = [
  [/^diag/, parseInetDiag],
  [/^link$/, parseRtnlLink],
  [/^address$/, parseRtnlAddress],
  [/^route/, (payload) => parseRtnlRoute(payload, () => 'eth0')],
  [/^rule/, parseRtnlRule],
  [/^netconf$/, parseNetconfOfAll],
  [/^vsock$/, parseVsock],
];
