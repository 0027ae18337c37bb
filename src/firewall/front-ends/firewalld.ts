import type { FrontEnd } from './front-ends.js';

/** Services that firewalld defines, by port, as far as they are common. */
const SERVICES: Readonly<Record<string, string>> = {
  '22/tcp': 'ssh',
  '25/tcp': 'smtp',
  '53/tcp': 'dns',
  '53/udp': 'dns',
  '67/udp': 'dhcp',
  '80/tcp': 'http',
  '110/tcp': 'pop3',
  '123/udp': 'ntp',
  '137/udp': 'samba-client',
  '138/udp': 'samba-client',
  '143/tcp': 'imap',
  '389/tcp': 'ldap',
  '443/tcp': 'https',
  '445/tcp': 'samba',
  '546/udp': 'dhcpv6-client',
  '587/tcp': 'smtp-submission',
  '631/udp': 'ipp-client',
  '993/tcp': 'imaps',
  '995/tcp': 'pop3s',
  '2049/tcp': 'nfs',
  '3306/tcp': 'mysql',
  '5353/udp': 'mdns',
  '5432/tcp': 'postgresql',
  '6379/tcp': 'redis',
  '9090/tcp': 'cockpit',
};

/** filter_IN_public_allow (nftables), IN_public_allow (iptables); a policy's chains say so. */
const CHAIN =
  /^(?:(?:filter|nat|mangle|raw)_)?(?:IN|FWD[IO]?|PRE|POST|FWDI|FWDO)_(policy_)?(.+?)(?:_(pre|log|deny|allow|post))?$/;

/** firewalld with either of its back ends: chains of zones and policies. */
export const firewalld: FrontEnd = {
  name: 'firewalld',
  tables: /^firewalld(_policy_drop)?$/,
  chains:
    /^((INPUT|FORWARD|PREROUTING|POSTROUTING|OUTPUT)_(direct|ZONES|POLICIES_pre|POLICIES_post)|(IN|FWD[IO]?|PRE|POST)_\S+_(pre|log|deny|allow|post)|(IN|FWD[IO]?|PRE|POST)_(public|home|work|internal|external|dmz|trusted|block|drop))$/,
  words({ chain, text }) {
    const [, policy, name, part] = CHAIN.exec(chain) ?? [];
    if (name === undefined) return undefined;
    const owner = `${policy === undefined && name !== 'allow-host-ipv6' ? 'zone' : 'policy'} ${name}`;
    const what = part === undefined ? undefined : openedBy(text);
    return what === undefined ? owner : `${owner}, ${what}`;
  },
};

/** A rule that says nothing but a port stems from a service or a port, and is the same for both; one that says more is a rich rule. */
function openedBy(text: string): string | undefined {
  const [, , nftPort] =
    /^(tcp|udp|sctp|dccp) dport (\d+(?:-\d+)?)(?: ct state [^ ]+| ct state \{[^}]*\})? accept$/.exec(text) ??
    [];
  const protocol = /^-p (\w+)/.exec(text)?.[1] ?? /^\w+/.exec(text)?.[0];
  const [, xtPort] =
    /^-p \w+ -m \w+ --dport (\d+(?::\d+)?)(?: -m conntrack --ctstate \S+)? -j ACCEPT$/.exec(text) ?? [];
  const port = nftPort ?? xtPort?.replace(':', '-');
  if (port === undefined) return /saddr|-s |limit|log|LOG/.test(text) ? 'rich rule' : undefined;
  const service = SERVICES[`${port}/${protocol}`];
  const opened = `port ${port}/${protocol}`;
  return service === undefined ? opened : `service ${service} or ${opened}`;
}
