import type * as firewall from '../../model/firewall-facts.js';
import type * as ipvs from '../../model/ipvs-facts.js';
import { address, json, list, object, oneOf, port, record, text, uint32, whole, yesNo } from './shape.js';

/** nft nests sets, maps and concatenations a few levels deep; what goes on for long is no ruleset. */
const NFT_DEPTH = 100;

const scheduled = {
  servers: list(
    object<ipvs.RealServer>({
      address,
      port,
      method: oneOf('masquerading', 'direct-routing', 'tunnel', 'local'),
      weight: whole(-(2 ** 31), 2 ** 31 - 1),
    }),
  ),
};
const flags = { persistent: yesNo, onePacket: yesNo };

const ipvsShape = object<ipvs.IpvsFacts>({
  services: list(
    object<ipvs.VirtualService>(
      { protocol: oneOf('tcp', 'udp', 'sctp'), address, port, ...scheduled },
      flags,
    ),
  ),
  marked: list(
    object<ipvs.MarkedService>({ mark: uint32, ...scheduled }, { ...flags, family: oneOf('ipv4', 'ipv6') }),
  ),
  sysctls: record(text),
});

/** The members of `FirewallFacts`. */
export const firewallShape = object<firewall.FirewallFacts>(
  {
    outside: list(
      object<firewall.OutsideLayer>(
        { kind: text, detail: text },
        {
          device: text,
          cgroups: list(text),
          udp: yesNo,
          egress: yesNo,
          mayRedirect: yesNo,
          mayAssign: yesNo,
        },
      ),
    ),
  },
  {
    nft: object<NonNullable<firewall.FirewallFacts['nft']>>({ nftables: list(json(NFT_DEPTH)) }),
    nftVersion: text,
    nftText: record(text),
    xtables: list(
      object<firewall.XtablesSave>({ family: oneOf('ipv4', 'ipv6'), backend: oneOf('nft', 'legacy'), text }),
    ),
    ipset: text,
    ipvs: ipvsShape,
    unitAddressFilters: list(
      object<firewall.UnitAddressFilter>(
        { unit: text, cgroup: text, allow: list(text), deny: list(text) },
        { unread: yesNo },
      ),
    ),
    tcpWrappers: object<NonNullable<firewall.FirewallFacts['tcpWrappers']>>({
      allow: text,
      deny: text,
      pids: list(uint32),
    }),
    tcpWrappersUnread: list(uint32),
  },
);
