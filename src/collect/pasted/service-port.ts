import { SHARED_NAMES, TCP_NAMES, UDP_NAMES } from '../../net/service-names.js';

/**
 * Names of IANA's registry and of /etc/services for ports that go by another name here, or by one that several have:
 * what tools print without -n.
 */
const PRINTED: Readonly<Record<string, number>> = {
  www: 80,
  'www-http': 80,
  'kerberos-sec': 88,
  rpcbind: 111,
  portmap: 111,
  imap2: 143,
  nfsd: 2049,
  ppp: 3000,
  hbci: 3000,
  daap: 3689,
  'commplex-main': 5000,
  'commplex-link': 5001,
  'sip-tls': 5061,
  mdnsresponder: 5354,
  postgres: 5432,
  rfb: 5900,
  'sane-port': 6566,
  ircd: 6667,
  'afs3-fileserver': 7000,
  'afs3-callback': 7001,
  irdmi: 8000,
  'vcom-tunnel': 8001,
  'http-alt': 8080,
  webcache: 8080,
  sunproxyadmin: 8081,
  'us-cli': 8082,
  'https-alt': 8443,
  'pcsync-https': 8443,
  cslistener: 9000,
  'hp-pdl-datastr': 9100,
  'pdl-datastream': 9100,
  jetdirect: 9100,
  ndmp: 10000,
};

/** What stands in the place of a raw socket's port: its IP protocol, by the name of /etc/protocols. */
const IP_PROTOCOLS: Readonly<Record<string, number>> = {
  ...{
    icmp: 1,
    igmp: 2,
    ipencap: 4,
    tcp: 6,
    egp: 8,
    udp: 17,
    dccp: 33,
    ipv6: 41,
    rsvp: 46,
    gre: 47,
    esp: 50,
    ah: 51,
  },
  ...{
    'ipv6-icmp': 58,
    ospf: 89,
    ipip: 94,
    pim: 103,
    vrrp: 112,
    l2tp: 115,
    sctp: 132,
    udplite: 136,
    raw: 255,
  },
};

/** The port that a tool printed by name ("*.http", "localhost:ipp"); undefined when the name is not known. */
export function portOfService(protocol: string, name: string): number | undefined {
  const printed = name.toLowerCase();
  if (protocol === 'raw') return Object.hasOwn(IP_PROTOCOLS, printed) ? IP_PROTOCOLS[printed] : undefined;
  if (Object.hasOwn(PRINTED, printed)) return PRINTED[printed];
  const tables = [protocol === 'udp' ? UDP_NAMES : TCP_NAMES, SHARED_NAMES];
  const entry = tables.flatMap((table) => Object.entries(table)).find(([, known]) => known === printed);
  return entry && Number(entry[0]);
}
