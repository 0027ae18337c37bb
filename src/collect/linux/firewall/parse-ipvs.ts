import type {
  ForwardingMethod,
  IpvsFacts,
  MarkedService,
  RealServer,
  Scheduled,
  VirtualService,
} from '../../../model/ipvs-facts.js';
import { formatAddress, parseAddress } from '../../../net/address.js';
import type { IpFamily } from '../../../net/address-set.js';

/** ip_vs_fwd_name of net/netfilter/ipvs/ip_vs_ctl.c. */
const METHODS: Readonly<Record<string, ForwardingMethod>> = {
  Masq: 'masquerading',
  Route: 'direct-routing',
  Tunnel: 'tunnel',
  Local: 'local',
};

const PROTOCOLS: Readonly<Record<string, VirtualService['protocol']>> = {
  TCP: 'tcp',
  UDP: 'udp',
  SCTP: 'sctp',
};

const SERVICE = /^(TCP|UDP|SCTP)\s+(\S+)\s+(.*)$/;
const MARKED = /^FWM\s+([0-9A-F]{8})\s+(.*)$/;
const SERVER = /^\s+->\s+(\S+)\s+(\S+)\s+(-?\d+)\s/;
const HEADING = /^(IP Virtual Server |Prot LocalAddress:|\s+-> RemoteAddress:)/;

/** What /proc/net/ip_vs lists: services, each followed by its real servers. Undefined where a line is not understood. */
export function parseIpvs(text: string): Pick<IpvsFacts, 'services' | 'marked'> | undefined {
  const services: VirtualService[] = [];
  const marked: MarkedService[] = [];
  for (const block of blocksOf(text)) {
    const [first = '', ...lines] = block;
    const servers = lines.map(parseServer);
    if (!servers.every((server) => server !== undefined)) return undefined;
    const [, name = '', where = '', flags = ''] = SERVICE.exec(first) ?? [];
    const [, mark, ofMark = ''] = MARKED.exec(first) ?? [];
    const protocol = PROTOCOLS[name];
    const at = parseEndpoint(where);
    if (mark !== undefined)
      marked.push({
        mark: Number.parseInt(mark, 16),
        family: familyOf(servers),
        ...flagsOf(ofMark),
        servers,
      });
    else if (protocol !== undefined && at !== undefined)
      services.push({ protocol, ...at, ...flagsOf(flags), servers });
    else return undefined;
  }
  return { services, marked };
}

/** The lines of each service, without the heading. */
function blocksOf(text: string): string[][] {
  const blocks: string[][] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '' || HEADING.test(line)) continue;
    const last = blocks.at(-1);
    if (last !== undefined && /^\s/.test(line)) last.push(line);
    else blocks.push([line]);
  }
  return blocks;
}

/** What follows the name of the scheduler. */
function flagsOf(text: string): Pick<Scheduled, 'persistent' | 'onePacket'> {
  const flags = text.trim().split(/\s+/).slice(1);
  return {
    persistent: flags.includes('persistent') || undefined,
    onePacket: flags.includes('ops') || undefined,
  };
}

function parseServer(line: string): RealServer | undefined {
  const [, where = '', forward = '', weight] = SERVER.exec(line) ?? [];
  const at = parseEndpoint(where);
  const method = METHODS[forward];
  return at && method && { ...at, method, weight: Number(weight) };
}

/** "0A0A0101:1F94", or an IPv6 address written out in brackets. */
function parseEndpoint(text: string): { address: string; port: number } | undefined {
  const [, v4, v6, port = ''] = /^(?:([0-9A-F]{8})|\[([0-9a-f:.]+)\]):([0-9A-F]{4})$/i.exec(text) ?? [];
  if (v4 !== undefined)
    return { address: formatAddress('ipv4', Number.parseInt(v4, 16)), port: Number.parseInt(port, 16) };
  const parsed = v6 === undefined ? undefined : parseAddress(v6);
  return parsed && { address: formatAddress('ipv6', parsed.value), port: Number.parseInt(port, 16) };
}

/** The listing does not tell for which family a mark counts; real servers do, unless packets go to them in tunnels. */
function familyOf(servers: readonly RealServer[]): IpFamily | undefined {
  const plain = servers.find(({ method }) => method !== 'tunnel');
  if (plain === undefined) return undefined;
  return plain.address.includes(':') ? 'ipv6' : 'ipv4';
}
