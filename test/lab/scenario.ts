/**
 * One experiment as plain data: a target host, its links, its listeners and rules, and the packets to try. Made by the
 * generator from a seed, or by hand for a regression. All peers live in one client namespace that can send from any of
 * its addresses by any link and takes answers by any link, so that asymmetric ways are seen for what they are.
 */
export interface Scenario {
  readonly name: string;
  readonly links: readonly Link[];
  /** More addresses of the client, each a single address: sources behind a router, foreign ones. */
  readonly clientAddresses: readonly string[];
  /** Lines for `ip -batch` in the target, once the links are up: addresses on lo, routes, rules. */
  readonly targetSetup: readonly string[];
  /** Sysctls of the target by path: "net/ipv4/conf/lan0/rp_filter". */
  readonly targetSysctls: Readonly<Record<string, string | number>>;
  readonly listeners: readonly ListenerSpec[];
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
  /** The target's interface that the packet comes in by; "lo" for a client on the target itself. */
  readonly via: string;
  readonly protocol: 'tcp' | 'udp';
  /** Undefined: the kernel chooses (only with "lo"). */
  readonly source: string | undefined;
  /** The zone of a link-local destination that a client on the target itself dials. */
  readonly device?: string;
  readonly destination: string;
  readonly port: number;
}

/** A probe on one line, as disagreements show it. */
export function probeText(probe: Probe): string {
  const { via, protocol, source, destination, port } = probe;
  return `${via} ${protocol} ${source ?? '-'} → ${destination} ${port}`;
}

/** A listener's name in the audit document, when no other shares it. */
export function listenerText(spec: ListenerSpec): string {
  const linkLocal = spec.address.startsWith('fe80:') && spec.device !== undefined;
  const address = linkLocal ? `${spec.address}%${spec.device}` : spec.address;
  const host = address.includes(':') ? `[${address}]` : address;
  const device = spec.device === undefined || linkLocal ? '' : `%${spec.device}`;
  return `${spec.protocol}/${host}${device}:${spec.port}`;
}
