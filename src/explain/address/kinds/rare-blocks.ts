import { formatAddress, parseAddress } from '../../../net/address.js';

/** What is said of an address in a seldom block, where it is not what is said of all of them. */
export interface RareBlock {
  readonly title: string;
  readonly standard: string;
  summary(address: string): string;
  readonly reach?: string;
  readonly source?: string;
  readonly destination?: string;
  readonly route?: string;
  readonly interface?: string;
}

/** The blocks of IANA's special-purpose registries (RFC 6890) that are seldom met, the more specific one before the one around it. */
export const RARE_BLOCKS: Readonly<Record<string, RareBlock>> = {
  '192.0.0.0/24': {
    title: 'IETF protocol assignments',
    standard: 'RFC 6890',
    summary: (address) =>
      `${address} is set aside for protocols of the IETF, such as DS-Lite and the discovery of NAT64.`,
    interface: 'At most a tunnel of such a protocol has one (192.0.0.0/29 for DS-Lite, RFC 6333).',
  },
  '192.88.99.0/24': {
    title: '6to4 relay anycast, no longer used',
    standard: 'RFC 7526',
    summary: (address) => `${address} was for relays of 6to4, which has been given up.`,
  },
  '198.18.0.0/15': {
    title: 'Benchmarking',
    standard: 'RFC 2544',
    summary: (address) =>
      `${address} is for measuring network devices in a laboratory; some VPNs and proxies use the block inside for names that they answer themselves.`,
    reach:
      'Only the laboratory, or the machine with such a proxy, reaches it: the internet does not route it.',
    source: 'The peer is in a laboratory, or a VPN or proxy on this machine.',
    destination: 'It reaches what the laboratory, or such a proxy, has there.',
    route: 'Only in a laboratory, or to the interface of such a proxy.',
  },
  '240.0.0.0/4': {
    title: 'Reserved',
    standard: 'RFC 1112 §4',
    summary: (address) =>
      `${address} is in the reserved block; Linux uses it like any other address, most other systems refuse it.`,
    reach:
      'Most systems other than Linux, and many routers, refuse to send to it; the internet does not route it.',
    source: 'Linux takes packets from it, most other systems drop them.',
    destination: 'Linux sends to it, most other systems refuse.',
    route: 'Not on the internet. Some large sites use the block inside, for want of private addresses.',
    interface: 'Linux lets an interface have it, most other systems do not.',
  },
  '::/96': {
    title: 'IPv4-compatible, deprecated',
    standard: 'RFC 4291 §2.5.5.1',
    summary: (address) =>
      `${address} holds the IPv4 address ${lastIpv4(address)} in its last 32 bits; nothing uses such addresses any more.`,
  },
  '64:ff9b::/96': {
    title: 'NAT64',
    standard: 'RFC 6052',
    summary: (address) =>
      `${address} stands for the IPv4 address ${lastIpv4(address)}, behind a translator between IPv6 and IPv4.`,
    reach: 'It is the translator that takes what is sent there, not a server of this host.',
    source: 'The peer is an IPv4 host, behind a translator (NAT64, RFC 6146).',
    destination: 'A translator sends it on over IPv4, where the network has one.',
    route: 'Leads to the translator.',
    interface: 'No host has it.',
  },
  '64:ff9b:1::/48': {
    title: 'Local NAT64',
    standard: 'RFC 8215',
    summary: (address) => `${address} stands for an IPv4 address, behind a translator inside the site.`,
    source: 'The peer is an IPv4 host, behind a translator of the site.',
    destination: 'The translator of the site sends it on over IPv4.',
    route: 'Leads to the translator, and not out of the site.',
    interface: 'No host has it.',
  },
  '100::/64': {
    title: 'Discard',
    standard: 'RFC 6666',
    summary: (address) => `${address} is for traffic that is to be thrown away.`,
    destination: 'Routers that know the block throw it away.',
    route: 'Leads nowhere, on purpose: to drop floods close to where they come from.',
    interface: 'No host has it.',
  },
  '2001::/32': {
    title: 'Teredo',
    standard: 'RFC 4380',
    summary: (address) =>
      `${address} belongs to a host behind IPv4 NAT that tunnels IPv6; outside of the NAT it has the IPv4 address ${teredoClient(address)}.`,
    source: 'The peer tunnels through a Teredo relay; few do any more.',
  },
  '2001:2::/48': {
    title: 'Benchmarking',
    standard: 'RFC 5180',
    summary: (address) => `${address} is for measuring network devices in a laboratory.`,
  },
  '2001:20::/28': {
    title: 'ORCHIDv2',
    standard: 'RFC 7343',
    summary: (address) =>
      `${address} is the hash of a key, by which programs name a host; no packet is routed to it.`,
  },
  '2001::/23': {
    title: 'IETF protocol assignments',
    standard: 'RFC 2928',
    summary: (address) => `${address} is set aside for protocols of the IETF.`,
  },
  '2002::/16': {
    title: '6to4',
    standard: 'RFC 3056',
    summary: (address) =>
      `${address} belongs to the network behind the IPv4 address ${sixToFour(address)}, for an automatic tunnel that is hardly used any more.`,
    source: 'The peer tunnels from that IPv4 address; few do any more.',
    destination: 'It is tunnelled to that IPv4 address, where a relay is to be had.',
    route: 'To the tunnel interface of 6to4, where there is one.',
  },
  '5f00::/16': {
    title: 'Segments of SRv6',
    standard: 'RFC 9602',
    summary: (address) =>
      `${address} names a segment of a network that routes by segments (SRv6), not a host.`,
    route: 'Only inside the network that routes by segments.',
    interface: 'No interface of a host has it.',
  },
  'fec0::/10': {
    title: 'Site-local, deprecated',
    standard: 'RFC 3879',
    summary: (address) =>
      `${address} was for use inside a site; unique local addresses have taken its place.`,
    reach: 'Only the site can reach it.',
    source: 'The peer is in this site.',
    destination: 'It reaches whoever has it in this site.',
    route: 'Inside the site alone.',
  },
};

/** The last 32 bits. */
function lastIpv4(address: string): string {
  return ipv4At(address, 0n);
}

/** Bits 16 to 47 (RFC 3056 §2). */
function sixToFour(address: string): string {
  return ipv4At(address, 80n);
}

/** The last 32 bits, each of them turned over (RFC 4380 §4). */
function teredoClient(address: string): string {
  return ipv4At(address, 0n, 0xffffffffn);
}

function ipv4At(address: string, shift: bigint, mask = 0n): string {
  const value = BigInt(parseAddress(address)?.value ?? 0) >> shift;
  return formatAddress('ipv4', Number((value & 0xffffffffn) ^ mask));
}
