import { closeNamespace, command, createNamespace, type Namespace, setSysctls } from './kernel/namespace.js';
import type { Guest, Link, Scenario, Vrf } from './scenario.js';

/** A scenario standing in the kernel. */
export interface Lab {
  readonly target: Namespace;
  readonly client: Namespace;
  /** By name. */
  readonly guests: ReadonlyMap<string, Namespace>;
  /** Mark with which the client's packets leave by the link of that name. */
  readonly marks: ReadonlyMap<string, number>;
}

// Before any link exists: conf/default is copied to each new device. Without its rate limits ICMP tells every refusal.
const QUIET: Readonly<Record<string, number>> = {
  'net/ipv6/conf/default/accept_dad': 0,
  'net/ipv6/conf/all/accept_dad': 0,
  'net/ipv6/conf/default/accept_ra': 0,
  'net/ipv6/conf/default/router_solicitations': 0,
  'net/ipv4/conf/all/rp_filter': 0,
  'net/ipv4/conf/default/rp_filter': 0,
  'net/ipv4/icmp_ratelimit': 0,
  'net/ipv6/icmp/ratelimit': 0,
  'net/ipv4/icmp_msgs_per_sec': 1_000_000,
  'net/ipv4/icmp_msgs_burst': 1_000_000,
};

// With br_netfilter loaded (by Docker, say) a bridge runs the IP hooks itself, and NAT there makes the packet look as if it
// came in by the device of its new destination. Whether the module is loaded shall not decide what a seed shows.
const BRIDGES_APART: Readonly<Record<string, number>> = {
  'net/bridge/bridge-nf-call-iptables': 0,
  'net/bridge/bridge-nf-call-ip6tables': 0,
};

// So that answers from the target's 127.0.0.0/8 are taken, where it gives any.
const CLIENT: Readonly<Record<string, number>> = {
  'net/ipv4/conf/all/route_localnet': 1,
  'net/ipv4/conf/all/accept_local': 1,
};

/**
 * Builds the scenario's two namespaces, links, addresses, routes and rules, without listeners. Neighbours are entered by
 * hand on both sides: a firewall that drops neighbour discovery shall not decide what the rules for the service decide.
 * Throws what the refused command said, with nothing left behind.
 */
export function buildLab(scenario: Scenario): Lab {
  const target = createNamespace();
  const client = createNamespace();
  const guests = new Map((scenario.guests ?? []).map(({ name }) => [name, createNamespace()]));
  try {
    setSysctls(target, QUIET);
    setSysctls(target, BRIDGES_APART, { ifThere: true });
    setSysctls(client, { ...QUIET, ...CLIENT });
    batch(target, [
      'link set lo up',
      ...(scenario.vrfs ?? []).flatMap(vrfLines),
      ...scenario.links.flatMap((link, i) => targetLink(link, i, client.path)),
    ]);
    batch(client, ['link set lo up', ...scenario.links.flatMap(clientLink), ...clientExtras(scenario)]);
    addGuests(target, guests, scenario);
    setSysctls(target, scenario.targetSysctls);
    batch(target, scenario.targetSetup);
    for (const { tool, text } of scenario.rules) command(target, tool, LOAD_ARGUMENTS[tool], text);
  } catch (error) {
    removeLab({ target, client, guests });
    throw error;
  }
  return { target, client, guests, marks: new Map(scenario.links.map((link, i) => [link.name, markOf(i)])) };
}

/** Lets go of the namespaces; the kernel removes what is in them. */
export function removeLab(lab: Pick<Lab, 'target' | 'client' | 'guests'>): void {
  for (const guest of lab.guests.values()) closeNamespace(guest);
  closeNamespace(lab.target);
  closeNamespace(lab.client);
}

const LOAD_ARGUMENTS = {
  nft: ['-f', '-'],
  'iptables-nft-restore': [],
  'ip6tables-nft-restore': [],
  'iptables-legacy-restore': [],
  'ip6tables-legacy-restore': [],
  ipset: ['restore'],
} as const;

/** The target's link-local address on link number `index`. */
export function targetLinkLocal(index: number): string {
  return `fe80::a:${index + 1}`;
}

/** The client's. */
export function clientLinkLocal(index: number): string {
  return `fe80::c:${index + 1}`;
}

function markOf(index: number): number {
  return 101 + index;
}

function macOf(side: 'target' | 'client', index: number): string {
  return `02:00:00:00:0${side === 'target' ? 1 : 2}:${String(index + 10)}`;
}

function targetLink(link: Link, index: number, clientPath: string): string[] {
  const { name } = link;
  const mac = macOf('target', index);
  const pair = (port: string, address: string) =>
    `link add ${port} ${address}type veth peer name c-${name} address ${macOf('client', index)} netns ${clientPath}`;
  const links =
    link.kind === 'bridge'
      ? [
          `link add ${name} address ${mac} type bridge`,
          pair(`v-${name}`, ''),
          `link set v-${name} addrgenmode none master ${name} up`,
        ]
      : [pair(name, `address ${mac} `)];
  const neighbours = [...link.client.map(withoutPrefix), clientLinkLocal(index)];
  return [
    ...links,
    ...(link.vrf === undefined ? [] : [`link set ${name} master ${link.vrf}`]),
    `link set ${name} addrgenmode none up`,
    ...[...link.target, `${targetLinkLocal(index)}/64`].map((cidr) => addAddress(cidr, name)),
    ...neighbours.map((address) => permanentNeighbour(address, macOf('client', index), name)),
  ];
}

/** A VRF, with the route of last resort that keeps its lookups from going on in the main table. */
function vrfLines({ name, table, addresses }: Vrf): string[] {
  return [
    `link add ${name} type vrf table ${table}`,
    `link set ${name} addrgenmode none up`,
    ...addresses.map((cidr) => addAddress(cidr, name)),
    `route add unreachable default metric 4278198272 table ${table}`,
    `-6 route add unreachable default metric 4278198272 table ${table}`,
  ];
}

/** Bridges of the target and what is plugged in, with neighbours entered by hand on all sides. */
function addGuests(
  target: Namespace,
  namespaces: ReadonlyMap<string, Namespace>,
  { bridges = [], guests = [] }: Scenario,
): void {
  const bridgeMac = (name: string) =>
    `02:00:00:00:03:${10 + bridges.findIndex((bridge) => bridge.name === name)}`;
  const guestMac = (guest: Guest) => `02:00:00:00:04:${10 + guests.indexOf(guest)}`;
  batch(
    target,
    bridges.flatMap(({ name, addresses }) => [
      `link add ${name} address ${bridgeMac(name)} type bridge`,
      `link set ${name} addrgenmode none up`,
      ...addresses.map((cidr) => addAddress(cidr, name)),
    ]),
  );
  for (const guest of guests) {
    const inside = namespaces.get(guest.name) as Namespace;
    const router = bridges.find(({ name }) => name === guest.bridge);
    const neighbours = guests.filter((other) => other !== guest && other.bridge === guest.bridge);
    setSysctls(inside, QUIET);
    batch(target, [
      `link add v-${guest.name} type veth peer name eth0 address ${guestMac(guest)} netns ${inside.path}`,
      `link set v-${guest.name} addrgenmode none master ${guest.bridge} up`,
      `link set v-${guest.name} type bridge_slave hairpin ${onOff(guest.hairpin)} isolated ${onOff(guest.isolated)}`,
      ...guest.addresses.map((cidr) =>
        permanentNeighbour(withoutPrefix(cidr), guestMac(guest), guest.bridge),
      ),
    ]);
    const gateways = (router?.addresses ?? []).map(withoutPrefix);
    batch(inside, [
      'link set lo up',
      'link set eth0 addrgenmode none up',
      ...guest.addresses.map((cidr) => addAddress(cidr, 'eth0')),
      ...gateways.map((address) => permanentNeighbour(address, bridgeMac(guest.bridge), 'eth0')),
      ...neighbours.flatMap((other) =>
        other.addresses.map((cidr) => permanentNeighbour(withoutPrefix(cidr), guestMac(other), 'eth0')),
      ),
      ...gateways.map((address) =>
        address.includes(':') ? `-6 route add default via ${address}` : `route add default via ${address}`,
      ),
    ]);
    for (const { tool, text } of guest.rules) command(inside, tool, LOAD_ARGUMENTS[tool], text);
  }
}

function onOff(value = false): string {
  return value ? 'on' : 'off';
}

function clientLink(link: Link, index: number): string[] {
  const device = `c-${link.name}`;
  const mark = markOf(index);
  const mac = macOf('target', index);
  const gateway4 = link.target.map(withoutPrefix).find((address) => !address.includes(':'));
  const lines = [
    `link set ${device} addrgenmode none up`,
    ...[...link.client, `${clientLinkLocal(index)}/64`].map((cidr) => addAddress(cidr, device)),
    permanentNeighbour(targetLinkLocal(index), mac, device),
    `-6 rule add pref 10 fwmark ${mark} lookup ${mark}`,
    `-6 route add default via ${targetLinkLocal(index)} dev ${device} table ${mark}`,
    `-6 route add fe80::/64 dev ${device} table ${mark}`,
  ];
  if (gateway4 === undefined) return lines;
  return [
    ...lines,
    permanentNeighbour(gateway4, mac, device),
    `rule add pref 10 fwmark ${mark} lookup ${mark}`,
    `route add default via ${gateway4} dev ${device} onlink table ${mark}`,
  ];
}

// The local table comes after the marked ones, so that the client can send to 127.0.0.0/8 of the target too.
function clientExtras(scenario: Scenario): string[] {
  return [
    'rule add pref 20 lookup local',
    'rule del pref 0 lookup local',
    ...scenario.clientAddresses.map((address) =>
      addAddress(`${address}/${address.includes(':') ? 128 : 32}`, 'lo'),
    ),
  ];
}

function addAddress(cidr: string, device: string): string {
  return `addr add ${cidr} dev ${device}${cidr.includes(':') ? ' nodad' : ''}`;
}

function permanentNeighbour(address: string, mac: string, device: string): string {
  return `neigh replace ${address} lladdr ${mac} dev ${device} nud permanent`;
}

function withoutPrefix(cidr: string): string {
  return cidr.slice(0, cidr.indexOf('/'));
}

// `ip -batch` takes no family on its lines: those that start with -6 have a batch of their own, after the others.
function batch(namespace: Namespace, lines: readonly string[]): void {
  const six = lines.filter((line) => line.startsWith('-6 ')).map((line) => line.slice(3));
  const others = lines.filter((line) => !line.startsWith('-6 '));
  command(namespace, 'ip', ['-batch', '-'], others.map((line) => `${line}\n`).join(''));
  if (six.length > 0)
    command(namespace, 'ip', ['-6', '-batch', '-'], six.map((line) => `${line}\n`).join(''));
}
