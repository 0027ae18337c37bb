import type * as firewall from '../model/firewall-facts.js';
import { redactIpset } from './redact-ipset.js';
import { redactIpvs } from './redact-ipvs.js';
import { redactNft } from './redact-nft.js';
import { redactNftText } from './redact-nft-text.js';
import { redactSave } from './redact-save.js';
import { redactWrappers } from './redact-wrappers.js';
import { each, kept, members, type Redactor, type Rewrite } from './redactor.js';

/** The rules of a namespace and what stands beside them. */
export function redactFirewall(redactor: Redactor): Rewrite<firewall.FirewallFacts> {
  const { addresses, names, sentence } = redactor;
  const address = (text: string) => addresses.address(text) ?? sentence(text);
  const cidr = (text: string) => addresses.cidr(text) ?? address(text);
  const device = (text: string) => names.interface(text);
  const unit = (text: string) => names.unit(text);
  return members<firewall.FirewallFacts>({
    nft: members<NonNullable<firewall.FirewallFacts['nft']>>({ nftables: redactNft(redactor) }),
    nftVersion: kept,
    nftText: (texts) =>
      Object.fromEntries(
        Object.entries(texts).map(([table, text]) => {
          const [family = '', own = ''] = table.split(' ');
          return [`${family} ${names.rule(own)}`, redactNftText(redactor)(text)];
        }),
      ),
    xtables: each(members<firewall.XtablesSave>({ family: kept, backend: kept, text: redactSave(redactor) })),
    ipset: redactIpset(redactor),
    ipvs: redactIpvs(address),
    outside: each(
      members<firewall.OutsideLayer>({
        kind: kept,
        device,
        cgroups: each(unit),
        udp: kept,
        egress: kept,
        mayRedirect: kept,
        mayAssign: kept,
        detail: sentence,
      }),
    ),
    unitAddressFilters: each(
      members<firewall.UnitAddressFilter>({
        unit,
        cgroup: unit,
        allow: each(cidr),
        deny: each(cidr),
        unread: kept,
      }),
    ),
    tcpWrappers: members<NonNullable<firewall.FirewallFacts['tcpWrappers']>>({
      allow: redactWrappers(redactor),
      deny: redactWrappers(redactor),
      pids: kept,
    }),
    tcpWrappersUnread: kept,
  });
}
