import type { IpFamily } from '../net/address-set.js';
import type { Activation } from './activation.js';
import type { Container } from './container.js';
import type { FirewallFacts } from './firewall-facts.js';
import type { Gap } from './gap.js';
import type { KernelUse } from './kernel-use.js';
import type { KindOfLink } from './kind-of-link.js';
import type { ListingLine } from './listing.js';
import type { MulticastMembership } from './multicast.js';
import type { OtherSocket } from './other-socket.js';
import type { Relay } from './relay.js';
import type { StandsFor } from './stands-for.js';

/**
 * What was read from a host, before any conclusion: plain data, the same in a capture, in a test fixture and live.
 * `undefined` means "could not be read" (and a Gap says why); an empty array means "read, and there are none".
 */
export interface Facts {
  readonly format: 1;
  /** RFC 3339, UTC. */
  readonly capturedAt: string;
  readonly collector: 'linux' | 'portable' | 'pasted';
  readonly host: HostFacts;
  /** The one that the collector ran in comes first; the others by the number in their id. */
  readonly namespaces: readonly NamespaceFacts[];
  readonly processes: readonly Process[];
  /** Those that run on this host; absent where nobody looked, or where their runtime could not be asked. */
  readonly containers?: readonly Container[];
  /** What those start that listen for others; absent where it could not be read. */
  readonly activations?: readonly Activation[];
  readonly gaps: readonly Gap[];
  /** Of a pasted listing: what each of its lines is. */
  readonly listing?: readonly ListingLine[];
}

export interface HostFacts {
  readonly hostname: string;
  /** As `process.platform` has it: linux, darwin, win32, freebsd, openbsd, …; "unknown" for a pasted listing. */
  readonly platform: string;
  /** The name that the distribution gives itself: "Debian GNU/Linux 12 (bookworm)". */
  readonly os?: string;
  readonly kernel?: string;
  /** Effective uid of the collector; undefined where the system has none. */
  readonly uid?: number;
}

/** One network namespace: what is in it decides on its own what reaches its sockets. */
export interface NamespaceFacts {
  /** "net:[4026531840]"; "host" on systems without namespaces. */
  readonly id: string;
  readonly current: boolean;
  /** What ip-netns(8) calls it, its name in /run/netns; without one the service of systemd that it belongs to. Hostile. */
  readonly name?: string;
  /** Names of the containers that it belongs to. Hostile. */
  readonly containers: readonly string[];
  /**
   * Some of the processes in it, ascending; where there are only threads of processes that are elsewhere, their numbers, gettid(2).
   * Empty when something else keeps it: a name, a mount, a descriptor.
   */
  readonly pids?: readonly number[];
  /** Paths at which it is bind-mounted, such as Docker's "/run/docker/netns/1f6c9d2b8a04"; those in /run/netns included. Hostile. */
  readonly mounts?: readonly string[];
  readonly sockets: readonly Socket[];
  /** Of families that were asked for; absent when none was. */
  readonly otherSockets?: readonly OtherSocket[];
  /** Processes that hand on to its loopback, as far as it shows: of the current namespace alone. */
  readonly relays?: readonly Relay[];
  readonly interfaces?: readonly Interface[];
  /** Routes of every table, the local table included. */
  readonly routes?: readonly Route[];
  readonly rules?: readonly RoutingRule[];
  /** By their dotted name below /proc/sys: "net.ipv4.conf.all.rp_filter" → "0". Interface names keep their dots as "/". */
  readonly sysctls?: Readonly<Record<string, string>>;
  /** Groups that sockets joined, from /proc/net/igmp and igmp6. */
  readonly multicast?: readonly MulticastMembership[];
  readonly firewall?: FirewallFacts;
}

export type Protocol = 'tcp' | 'udp' | 'sctp' | 'udplite' | 'raw' | 'dccp';

/** A socket that waits for others: LISTEN for TCP and SCTP, unconnected for UDP, UDP-Lite and raw. */
export interface Socket {
  readonly protocol: Protocol;
  readonly family: IpFamily;
  /** Without zone, as the socket has it, v4-mapped included: "::ffff:127.0.0.1". */
  readonly address: string;
  /** For raw sockets the IP protocol number. */
  readonly port: number;
  /** Name of the device in sk_bound_dev_if (SO_BINDTODEVICE, a VRF, or the zone of a link-local bind). */
  readonly device?: string;
  /** False when this way of listing cannot show a bound device: then an absent `device` means nothing. */
  readonly deviceKnown: boolean;
  /** IPV6_V6ONLY; undefined for IPv4 sockets and where it cannot be seen. */
  readonly v6only?: boolean;
  /** IP_TRANSPARENT, where it can be seen. */
  readonly transparent?: boolean;
  /** IP_MULTICAST_ALL: it gets every IPv4 group that anybody here joined. */
  readonly multicastAll?: boolean;
  readonly uid?: number;
  readonly inode?: number;
  readonly cgroup?: string;
  /** TCP: connections waiting to be accepted and the limit of that queue. UDP: bytes waiting. */
  readonly queue?: { readonly waiting: number; readonly limit?: number };
  /** Pids that hold it; empty when none was found among those that could be looked at. */
  readonly pids: readonly number[];
  /** False when some processes could not be looked at, so that `pids` may lack holders. */
  readonly pidsComplete: boolean;
  /** True when the kernel itself receives on it, for a tunnel or NFS: no process holds it. */
  readonly kernelOwned?: boolean;
  /** What the kernel receives on it for, where that is known; without `kernelOwned` what it may receive on it for. */
  readonly kernelUse?: KernelUse;
  /** Whom its holders stand in for, where the names and command lines that told it are replaced. */
  readonly standsFor?: StandsFor;
}

export interface Process {
  readonly pid: number;
  /** comm (15 bytes; invalid UTF-8 as U+FFFD), or the name of the program where that says nothing. Hostile. */
  readonly name: string;
  readonly uid?: number;
  readonly user?: string;
  /** argv; empty for kernel threads and when it cannot be read. Hostile. */
  readonly command: readonly string[];
  /** RFC 3339, UTC. */
  readonly startedAt?: string;
  readonly cgroup?: string;
  readonly systemdUnit?: string;
  readonly systemdSlice?: string;
  /** Name, or short id where that is not known, of the container or guest that it is in. */
  readonly container?: string;
  /** The container whose network namespace it has entered from outside, to hand on to it: podman's rootlessport. */
  readonly entered?: string;
}

export interface Interface extends KindOfLink {
  readonly name: string;
  readonly index: number;
  /** rtnetlink IFLA_INFO_KIND ("veth", "bridge", "tun", "wireguard", …), "loopback" for lo, "physical" where the kernel gives none. */
  readonly kind: string;
  /** IFF_UP. */
  readonly up: boolean;
  /** False only when the link is known to have no carrier (IFF_LOWER_UP unset). */
  readonly running: boolean;
  readonly addresses: readonly InterfaceAddress[];
  /** Name of the bridge, bond or VRF it is a port of. */
  readonly master?: string;
  readonly mac?: string;
  readonly mtu?: number;
  readonly link?: LinkedInterface;
  /** IFLA_GROUP. */
  readonly group?: number;
  /** ARPHRD_* number (IFLA_INFO's `iiftype`). */
  readonly type?: number;
  /** Routing table of a VRF device. */
  readonly vrfTable?: number;
  /** An XDP program is attached. */
  readonly xdp?: boolean;
  /** UDP port on which the kernel itself takes packets for this tunnel (VXLAN, GENEVE, WireGuard). */
  readonly tunnelPort?: number;
  /** Of the tap device of a rootless container: the program that is its network, "slirp4netns" or "pasta". */
  readonly userNetwork?: string;
}

/**
 * IFLA_LINK, rtnetlink(7): the other end of a veth, or what a VLAN, macvlan, ipvlan or tunnel sits on. Indexes count for
 * themselves in each namespace, so that an interface is known by both members.
 */
export interface LinkedInterface {
  /** Its index; 0 where there is only a namespace to tell: a tunnel sends its own packets there, by whatever route. */
  readonly index: number;
  /** Id of the namespace that it is in; undefined for one that could not be found. */
  readonly namespace?: string;
}

export interface InterfaceAddress {
  readonly family: IpFamily;
  readonly address: string;
  /** Prefix length. */
  readonly prefix: number;
  /** The far end of a point-to-point address. */
  readonly peer?: string;
  readonly broadcast?: string;
  readonly scope: 'global' | 'link' | 'host' | 'site';
  /** Not usable yet or any more: duplicate address detection running or failed. */
  readonly tentative?: boolean;
}

export type RouteType =
  | 'unicast'
  | 'local'
  | 'broadcast'
  | 'anycast'
  | 'multicast'
  | 'blackhole'
  | 'unreachable'
  | 'prohibit'
  | 'throw'
  | 'nat';

export interface Route {
  readonly family: IpFamily;
  readonly type: RouteType;
  /** CIDR; the default route is "0.0.0.0/0" or "::/0". */
  readonly destination: string;
  /** Routing table number: 255 local, 254 main, 253 default. */
  readonly table: number;
  readonly device?: string;
  readonly gateway?: string;
  readonly metric: number;
  readonly preferredSource?: string;
  /** "global" | "link" | "host" | "site" | number as text. */
  readonly scope?: string;
  /** RTNH_F_DEAD or RTNH_F_LINKDOWN: the kernel passes over it where so configured. */
  readonly dead?: boolean;
  readonly linkdown?: boolean;
  /** IPv6 source-specific routing. */
  readonly from?: string;
  /** More than one for multipath; then `device` and `gateway` are absent. */
  readonly nexthops?: readonly { readonly device?: string; readonly gateway?: string }[];
}

export interface RoutingRule {
  readonly family: IpFamily;
  readonly priority: number;
  readonly not: boolean;
  /** CIDRs; absent = any. */
  readonly from?: string;
  readonly to?: string;
  readonly iif?: string;
  readonly oif?: string;
  readonly mark?: number;
  readonly markMask?: number;
  readonly tos?: number;
  readonly protocol?: number;
  readonly sourcePorts?: readonly [number, number];
  readonly destinationPorts?: readonly [number, number];
  readonly uids?: readonly [number, number];
  readonly l3mdev?: boolean;
  readonly suppressPrefixLength?: number;
  /** What else it looks at, in iproute2's words ("dscp", "tun_id"): whether it matches cannot be told from here. */
  readonly others?: readonly string[];
  readonly action: 'lookup' | 'goto' | 'nop' | 'blackhole' | 'unreachable' | 'prohibit';
  /** For `lookup`. */
  readonly table?: number;
  /** For `goto`: priority of the rule that comes next. */
  readonly target?: number;
}
