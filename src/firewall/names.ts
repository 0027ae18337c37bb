/**
 * The symbolic constants of nft(8) and iptables-extensions(8) that listings may hold, with their numbers
 * (nftables datatype.c; linux/in.h, linux/rtnetlink.h, nf_conntrack_common.h). `nft -n` prints most as numbers.
 */
export type Names = Readonly<Record<string, number>>;

/** NF_CT_STATE_BIT, as nft numbers conntrack states. */
export const CT_STATES: Names = { invalid: 1, established: 2, related: 4, new: 8, untracked: 64 };

/** IPS_*, the status bits of a conntrack entry. */
export const CT_STATUS: Names = {
  expected: 1,
  'seen-reply': 2,
  assured: 4,
  confirmed: 8,
  snat: 16,
  dnat: 32,
  dying: 512,
};

export const CT_DIRECTIONS: Names = { original: 0, reply: 1 };

export const TCP_FLAGS: Names = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ecn: 64, cwr: 128 };

/** RTN_*, the types of routes and so of addresses. */
export const ADDRESS_TYPES: Names = {
  unspec: 0,
  unicast: 1,
  local: 2,
  broadcast: 3,
  anycast: 4,
  multicast: 5,
  blackhole: 6,
  unreachable: 7,
  prohibit: 8,
  throw: 9,
  nat: 10,
  xresolve: 11,
};

export const PACKET_TYPES: Names = {
  host: 0,
  unicast: 0,
  broadcast: 1,
  multicast: 2,
  other: 3,
  otherhost: 3,
};

/** NFPROTO_*. */
export const NF_PROTOCOLS: Names = { ipv4: 2, ipv6: 10 };

export const ETHER_TYPES: Names = {
  ip: 0x0800,
  arp: 0x0806,
  ip6: 0x86dd,
  vlan: 0x8100,
  '8021q': 0x8100,
  '8021ad': 0x88a8,
};

/** ARPHRD_*, the kinds of link layers. */
export const LINK_TYPES: Names = {
  ether: 1,
  ppp: 512,
  ipip: 768,
  ipip6: 769,
  loopback: 772,
  sit: 776,
  ipgre: 778,
};

export const ICMP_TYPES: Names = {
  'echo-reply': 0,
  'destination-unreachable': 3,
  'source-quench': 4,
  redirect: 5,
  'echo-request': 8,
  'router-advertisement': 9,
  'router-solicitation': 10,
  'time-exceeded': 11,
  'parameter-problem': 12,
  'timestamp-request': 13,
  'timestamp-reply': 14,
  'info-request': 15,
  'info-reply': 16,
  'address-mask-request': 17,
  'address-mask-reply': 18,
};

export const ICMP_CODES: Names = {
  'net-unreachable': 0,
  'host-unreachable': 1,
  'prot-unreachable': 2,
  'port-unreachable': 3,
  'frag-needed': 4,
  'net-prohibited': 9,
  'host-prohibited': 10,
  'admin-prohibited': 13,
};

export const ICMPV6_TYPES: Names = {
  'destination-unreachable': 1,
  'packet-too-big': 2,
  'time-exceeded': 3,
  'parameter-problem': 4,
  'echo-request': 128,
  'echo-reply': 129,
  'mld-listener-query': 130,
  'mld-listener-report': 131,
  'mld-listener-done': 132,
  'nd-router-solicit': 133,
  'nd-router-advert': 134,
  'nd-neighbor-solicit': 135,
  'nd-neighbor-advert': 136,
  'nd-redirect': 137,
  'router-renumbering': 138,
  'ind-neighbor-solicit': 141,
  'ind-neighbor-advert': 142,
  'mld2-listener-report': 143,
};

export const ICMPV6_CODES: Names = {
  'no-route': 0,
  'admin-prohibited': 1,
  'addr-unreachable': 3,
  'port-unreachable': 4,
  'policy-fail': 5,
  'reject-route': 6,
};

/** NFT_REJECT_ICMPX_*: reject codes that fit both families. */
export const ICMPX_CODES: Names = {
  'no-route': 0,
  'port-unreachable': 1,
  'host-unreachable': 2,
  'admin-prohibited': 3,
};

/** RFC 2474, 2597, 3246, 8622. */
export const DSCP: Names = {
  cs0: 0,
  lephb: 1,
  cs1: 8,
  af11: 10,
  af12: 12,
  af13: 14,
  cs2: 16,
  af21: 18,
  af22: 20,
  af23: 22,
  cs3: 24,
  af31: 26,
  af32: 28,
  af33: 30,
  cs4: 32,
  af41: 34,
  af42: 36,
  af43: 38,
  cs5: 40,
  va: 44,
  ef: 46,
  cs6: 48,
  cs7: 56,
};

export const DAYS: Names = {
  Sunday: 0,
  Monday: 1,
  Tuesday: 2,
  Wednesday: 3,
  Thursday: 4,
  Friday: 5,
  Saturday: 6,
};

/** A few of /etc/services: names get into listings only when somebody asked nft or iptables for them. */
export const SERVICES: Names = {
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  bootps: 67,
  bootpc: 68,
  tftp: 69,
  http: 80,
  pop3: 110,
  sunrpc: 111,
  ntp: 123,
  imap2: 143,
  imap: 143,
  snmp: 161,
  ldap: 389,
  https: 443,
  submission: 587,
  ipp: 631,
  imaps: 993,
  pop3s: 995,
  openvpn: 1194,
  mysql: 3306,
  postgresql: 5432,
  mdns: 5353,
  'http-alt': 8080,
};
