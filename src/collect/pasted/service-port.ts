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

/** The port that a tool printed by name ("*.http", "localhost:ipp"); undefined when the name is not known. */
export function portOfService(protocol: string, name: string): number | undefined {
  const printed = name.toLowerCase();
  if (Object.hasOwn(PRINTED, printed)) return PRINTED[printed];
  const tables = [protocol === 'udp' ? UDP_NAMES : TCP_NAMES, SHARED_NAMES];
  const entry = tables.flatMap((table) => Object.entries(table)).find(([, known]) => known === printed);
  return entry && Number(entry[0]);
}
