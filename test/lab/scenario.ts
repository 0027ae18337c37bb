/**
 * One experiment as plain data: a target host, its links, its listeners and rules, and the packets to try. Made by the
 * generator from a seed, or by hand for a regression. All peers live in one client namespace that can send from any of
 * its addresses by any link and takes answers by any link, so that asymmetric ways are seen for what they are.
 */
export interface Scenario {
  readonly name: string;
  readonly links: readonly Link[];
  /** VRF devices of the target, which links may be ports of. */
  readonly vrfs?: readonly Vrf[];
  /** More addresses of the client, each a single address: sources behind a router, foreign ones. */
  readonly clientAddresses: readonly string[];
  /** Lines for `ip -batch` in the target, once the links are up: addresses on lo, routes, rules. */
  readonly targetSetup: readonly string[];
  /** Sysctls of the target by path: "net/ipv4/conf/lan0/rp_filter". */
  readonly targetSysctls: Readonly<Record<string, string | number>>;
  readonly listeners: readonly ListenerSpec[];
  /** Bridges of the target for its guests alone, with the target's addresses on them. */
  readonly bridges?: readonly Bridge[];
  readonly guests?: readonly Guest[];
  /** Loaded in order, before any packet. */
  readonly rules: readonly RuleLoad[];
  readonly probes: readonly Probe[];
}

/** An interface of the target, and the client's end of it. */
export interface Link {
  /** Of the target's interface; the client's end is "c-" + name. */
  readonly name: string;
  /** bridge: the name is a bridge, and its only port leads to the client. */
  readonly kind: 'veth' | 'bridge';
  /** Addresses with prefix length. */
  readonly target: readonly string[];
  readonly client: readonly string[];
  /** The VRF that it is a port of. */
  readonly vrf?: string;
}

export interface Vrf {
  readonly name: string;
  readonly table: number;
  /** With prefix length, on the device itself: 127.0.0.1/8 for one. */
  readonly addresses: readonly string[];
}

export interface Bridge {
  readonly name: string;
  /** With prefix length; the first of each family is the guests' router. */
  readonly addresses: readonly string[];
}

/** A namespace of its own behind a bridge of the target, as a container has it. Its only interface is eth0. */
export interface Guest {
  readonly name: string;
  readonly bridge: string;
  /** With prefix length. */
  readonly addresses: readonly string[];
  /** Of its port of the bridge. */
  readonly hairpin?: boolean;
  readonly isolated?: boolean;
  /** Counted on after the target's. */
  readonly listeners: readonly ListenerSpec[];
  readonly rules: readonly RuleLoad[];
}

export interface ListenerSpec {
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
  /** SO_BINDTODEVICE; for a link-local address its zone, which the kernel keeps in the same place. */
  readonly device?: string;
  /** IPv6 only. */
  readonly v6only?: boolean;
  readonly freebind?: boolean;
  readonly reuseport?: boolean;
  /** UDP: a multicast group that it joins on a device. */
  readonly join?: { readonly group: string; readonly device: string };
  /** UDP: IP_MULTICAST_ALL, where it is not left alone. */
  readonly multicastAll?: boolean;
}

export interface RuleLoad {
  readonly tool:
    | 'nft'
    | 'iptables-nft-restore'
    | 'ip6tables-nft-restore'
    | 'iptables-legacy-restore'
    | 'ip6tables-legacy-restore'
    | 'ipset';
  readonly text: string;
}

export interface Probe {
  /** The target's interface that the packet comes in by; "lo", or a VRF, for a client on the target itself. */
  readonly via: string;
  /** The guest that sends it; `via` is its bridge then. */
  readonly from?: string;
  readonly protocol: 'tcp' | 'udp';
  /** Undefined: the kernel chooses (only with "lo"). */
  readonly source: string | undefined;
  /** The zone of a link-local destination that a client on the target itself dials. */
  readonly device?: string;
  /** SO_BINDTODEVICE of a client on the target itself. */
  readonly boundTo?: string;
  readonly destination: string;
  readonly port: number;
}

/** True for datagrams that several sockets may get: to broadcast addresses (all networks of the lab end in .255) and groups. */
export function isToGroup({ protocol, destination }: Pick<Probe, 'protocol' | 'destination'>): boolean {
  if (protocol !== 'udp') return false;
  if (destination.includes(':')) return destination.startsWith('ff');
  return Number.parseInt(destination, 10) >= 224 || destination.endsWith('.255');
}

/** A probe on one line, as disagreements show it. */
export function probeText(probe: Probe): string {
  const { via, from, protocol, source, destination, port } = probe;
  return `${from ?? via} ${protocol} ${source ?? '-'} → ${destination} ${port}`;
}

/** All listeners in the order of their numbers, each with its guest's name. */
export function allListeners(scenario: Scenario): readonly (ListenerSpec & { readonly guest?: string })[] {
  const inside = (scenario.guests ?? []).flatMap(({ name, listeners }) =>
    listeners.map((spec) => ({ ...spec, guest: name })),
  );
  return [...scenario.listeners, ...inside];
}

/** A listener's name in the audit document, when no other shares it. */
export function listenerText(spec: ListenerSpec): string {
  const linkLocal = spec.address.startsWith('fe80:') && spec.device !== undefined;
  const address = linkLocal ? `${spec.address}%${spec.device}` : spec.address;
  const host = address.includes(':') ? `[${address}]` : address;
  const device = spec.device === undefined || linkLocal ? '' : `%${spec.device}`;
  return `${spec.protocol}/${host}${device}:${spec.port}`;
}
