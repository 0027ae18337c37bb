import type { Interface, Route, RoutingRule } from '../../../model/facts.js';
import type { Gap } from '../../../model/gap.js';
import type { IpFamily } from '../../../net/address-set.js';
import type { HostIo } from '../../host-io.js';
import { AF_INET, AF_INET6 } from '../netlink/address-bytes.js';
import { NETLINK_ROUTE, type Netlink } from '../netlink/netlink.js';
import { type Message, parseAll } from '../netlink/netlink-message.js';
import { type DeviceSettings, parseNetconfOfAll } from './parse-device-settings.js';
import { parseIpAddr } from './parse-ip-addr.js';
import { parseIpLink } from './parse-ip-link.js';
import { parseIpRoute } from './parse-ip-route.js';
import { parseIpRule } from './parse-ip-rule.js';
import { type AssignedAddress, parseRtnlAddress } from './parse-rtnl-address.js';
import { type LinkMessage, parseRtnlLink } from './parse-rtnl-link.js';
import { parseRtnlRoute } from './parse-rtnl-route.js';
import { parseRtnlRule } from './parse-rtnl-rule.js';
import { withBridgeVlans } from './read-bridge-vlans.js';
import { isWireGuard, withWireGuard } from './read-wireguard.js';

/** What a namespace is connected to and where it sends what. A member is undefined when it could not be read. */
export interface Network {
  readonly interfaces?: readonly Interface[];
  readonly routes?: readonly Route[];
  readonly rules?: readonly RoutingRule[];
}

export interface NetworkReading {
  readonly network: Network;
  /** For interfaces linked to one in another namespace, by index: what this namespace calls that one, ip-netns(8) "nsid". */
  readonly nsids: ReadonlyMap<number, number>;
  /** By name of the interface, and for "all", as far as they came along. */
  readonly settings: ReadonlyMap<string, DeviceSettings>;
  readonly gaps: readonly Gap[];
}

const RTM_GETLINK = 18;
const RTM_GETADDR = 22;
const RTM_GETROUTE = 26;
const RTM_GETRULE = 34;
const RTM_GETNETCONF = 82;
const IFLA_EXT_MASK = 29;
const FAMILY_MISSING = /not supported/;
const RTEXT_FILTER_SKIP_STATS = 8;

/** What the kernel or `ip` answered, untold parts undefined. */
interface Answer extends Omit<Network, 'interfaces'> {
  readonly links: readonly LinkMessage[] | undefined;
  readonly addresses: readonly AssignedAddress[] | undefined;
  readonly settingsOfAll?: DeviceSettings;
}

/** Reads the namespace with this `id` over rtnetlink, or through `ip` where there is no netlink. */
export async function readNetwork(
  io: HostIo,
  netlink: Netlink | undefined,
  id: string,
): Promise<NetworkReading> {
  const asked = netlink === undefined ? undefined : askKernel(netlink);
  const complete = asked?.links && asked.addresses && asked.routes && asked.rules;
  const { links, addresses, routes, rules, settingsOfAll } = complete ? asked : await askIp(io);
  const found = interfacesOf(links, addresses, id);
  const interfaces =
    netlink === undefined || found === undefined
      ? found
      : withWireGuard(netlink, withBridgeVlans(netlink, found));
  const network = { interfaces, routes, rules };
  const nsids = (links ?? []).flatMap(({ link, nsid }) =>
    nsid === undefined ? [] : [[link.index, nsid] as const],
  );
  const settings = (links ?? []).flatMap(({ link, settings }) =>
    settings === undefined ? [] : [[link.name, settings] as const],
  );
  return {
    network,
    nsids: new Map(nsids),
    settings: new Map(settingsOfAll === undefined ? settings : [...settings, ['all', settingsOfAll]]),
    gaps: gapsOf(network),
  };
}

/** What was made of lists of messages, and whose names of interfaces it has. */
const made = new WeakMap<
  readonly Message[],
  { readonly names: unknown; readonly parsed: readonly unknown[] }
>();

function askKernel(netlink: Netlink): Answer {
  const dump = <T>(
    type: number,
    request: Buffer,
    parse: (payload: Buffer) => T | undefined,
    names?: object,
  ): readonly T[] | undefined => {
    const answer = netlink.dump(NETLINK_ROUTE, type, request);
    if (!answer.ok) return undefined;
    const known = made.get(answer.messages);
    if (known !== undefined && known.names === names) return known.parsed as readonly T[];
    const parsed = parseAll(answer.messages, parse);
    if (parsed !== undefined) made.set(answer.messages, { names, parsed });
    return parsed;
  };
  const links = dump(RTM_GETLINK, linkRequest(), parseRtnlLink);
  const names = namesIn(links ?? []);
  const nameOf = (index: number) => names.get(index);
  const settings = dump(RTM_GETNETCONF, anyFamily(4), (payload) => {
    const values = parseNetconfOfAll(payload);
    return values && { family: payload[0], values };
  });
  const settingsOf = (family: number) => settings?.find((each) => each.family === family)?.values;
  return {
    settingsOfAll: { ipv4: settingsOf(AF_INET), ipv6: settingsOf(AF_INET6) },
    links: links?.map((message) => ({
      ...message,
      link: { ...message.link, master: nameOf(message.master ?? 0) },
    })),
    addresses: dump(RTM_GETADDR, anyFamily(8), parseRtnlAddress),
    routes: dump(RTM_GETROUTE, anyFamily(12), (payload) => parseRtnlRoute(payload, nameOf), names),
    rules: dump(RTM_GETRULE, anyFamily(12), parseRtnlRule),
  };
}

const named = new WeakMap<readonly LinkMessage[], ReadonlyMap<number, string>>();

/** Names of interfaces by index; the same object for the same list. */
function namesIn(links: readonly LinkMessage[]): ReadonlyMap<number, string> {
  const names = named.get(links) ?? new Map(links.map(({ link }) => [link.index, link.name]));
  named.set(links, names);
  return names;
}

/** struct ifinfomsg, and the wish to leave out the counters, which are most of an answer. */
function linkRequest(): Buffer {
  const request = Buffer.alloc(24);
  request.writeUInt16LE(8, 16);
  request.writeUInt16LE(IFLA_EXT_MASK, 18);
  request.writeUInt32LE(RTEXT_FILTER_SKIP_STATS, 20);
  return request;
}

/** A header of `size` bytes that says nothing: of all address families. */
function anyFamily(size: number): Buffer {
  return Buffer.alloc(size);
}

async function askIp(io: HostIo): Promise<Answer> {
  const ip = async <T>(args: readonly string[], parse: (text: string) => T | undefined) => {
    const result = await io.run('ip', ['-N', '-j', ...args]);
    if (result.kind !== 'exited') return undefined;
    return result.code === 0 || FAMILY_MISSING.test(result.stderr) ? parse(result.stdout) : undefined;
  };
  const routes = (flag: string, family: IpFamily) =>
    ip([flag, 'route', 'show', 'table', 'all'], (text) => parseIpRoute(text, family));
  const rules = (flag: string, family: IpFamily) => ip([flag, 'rule'], (text) => parseIpRule(text, family));
  const [links, addresses, routes4, routes6, rules4, rules6] = await Promise.all([
    ip(['-d', 'link'], parseIpLink),
    ip(['addr'], parseIpAddr),
    routes('-4', 'ipv4'),
    routes('-6', 'ipv6'),
    rules('-4', 'ipv4'),
    rules('-6', 'ipv6'),
  ]);
  return {
    links,
    addresses,
    routes: both(routes4, routes6),
    rules: both(rules4, rules6),
  };
}

function interfacesOf(
  links: readonly LinkMessage[] | undefined,
  addresses: readonly AssignedAddress[] | undefined,
  namespace: string,
): readonly Interface[] | undefined {
  if (addresses === undefined) return undefined;
  const byIndex = new Map<number, AssignedAddress['address'][]>();
  for (const { index, address } of addresses) {
    const known = byIndex.get(index);
    if (known === undefined) byIndex.set(index, [address]);
    else known.push(address);
  }
  return links?.map(({ link, nsid }) => ({
    ...link,
    link: link.link && (nsid === undefined ? { ...link.link, namespace } : link.link),
    addresses: byIndex.get(link.index) ?? [],
  }));
}

function both<T>(
  first: readonly T[] | undefined,
  second: readonly T[] | undefined,
): readonly T[] | undefined {
  return first === undefined || second === undefined ? undefined : [...first, ...second];
}

function gapsOf(network: Network): Gap[] {
  const remedy = 'apt install iproute2';
  const gaps: Gap[] = [];
  if (network.interfaces === undefined)
    gaps.push({
      code: 'interfaces-unreadable',
      subject: 'interfaces',
      detail:
        "Neither rtnetlink nor ip told the interfaces, so that it is not known which addresses are this host's.",
      remedy,
    });
  if (network.routes === undefined || network.rules === undefined)
    gaps.push({
      code: 'routes-unreadable',
      subject: network.routes === undefined ? 'routes' : 'routing rules',
      detail: 'Neither rtnetlink nor ip told them, so that it is not known which sources can get an answer.',
      remedy,
    });
  for (const iface of network.interfaces ?? [])
    if (isWireGuard(iface) && iface.allowedIps === undefined)
      gaps.push({
        code: 'routes-unreadable',
        subject: `allowed IPs of ${iface.name}`,
        detail: `WireGuard takes from each peer of ${iface.name} only what comes from its allowed IPs, which could not be read.`,
        remedy: 'run as root',
      });
  return gaps;
}
