import type { IpFamily } from '../net/address-set.js';
import type { IpvsFacts } from './ipvs-facts.js';

export interface FirewallFacts {
  /** Output of `nft -n -j list ruleset`, parsed; `{ nftables: [] }` when the kernel holds no table. */
  readonly nft?: { readonly nftables: readonly unknown[] };
  /** Version of the nft tool that printed it: "1.0.6". Its dialect depends on it. */
  readonly nftVersion?: string;
  /** `nft list table` text, by "family name", of tables whose JSON hides something (anonymous chains, garbage flags). */
  readonly nftText?: Readonly<Record<string, string>>;
  /** iptables-save texts. An empty list: xtables holds nothing. */
  readonly xtables?: readonly XtablesSave[];
  /** `ipset save`; "" when no set exists. */
  readonly ipset?: string;
  /** Absent where no virtual service exists; where that could not be read, `outside` has it. */
  readonly ipvs?: IpvsFacts;
  /** Layers that this tool does not evaluate, where present or where that could not be read. */
  readonly outside: readonly OutsideLayer[];
  /** systemd's per-unit address lists, by unit. */
  readonly unitAddressFilters?: readonly UnitAddressFilter[];
  /** tcp wrappers: the files, and the pids of listeners that have libwrap mapped. */
  readonly tcpWrappers?: { readonly allow: string; readonly deny: string; readonly pids: readonly number[] };
  /** Pids of listeners that look at other such files, which are not known. */
  readonly tcpWrappersUnread?: readonly number[];
}

export interface XtablesSave {
  readonly family: IpFamily;
  readonly backend: 'nft' | 'legacy';
  readonly text: string;
}

export interface OutsideLayer {
  readonly kind:
    | 'xdp'
    | 'tc'
    | 'cgroup-bpf'
    | 'sk-lookup-bpf'
    | 'netfilter-bpf'
    | 'ipvs'
    | 'ebtables'
    | 'ipsec'
    | 'selinux'
    | 'apparmor'
    | 'openvswitch'
    | 'vrf';
  /** The device or unit it sits on, when it sits on one. */
  readonly device?: string;
  /** Paths of the control groups whose sockets alone it concerns, where it concerns some alone. */
  readonly cgroups?: readonly string[];
  /** It concerns sockets of UDP alone. */
  readonly udp?: boolean;
  /** It handles what leaves by the device: the answers of what listens here, and what is passed on by it. */
  readonly egress?: boolean;
  /** It may do more than stop packets: change them, redirect them, or hand them to another socket, past what would stop them. */
  readonly mayRedirect?: boolean;
  /** It may hand packets to any socket, whatever its address and port (bpf_sk_assign). */
  readonly mayAssign?: boolean;
  /** One sentence with what was seen. */
  readonly detail: string;
}

export interface UnitAddressFilter {
  readonly unit: string;
  /** cgroup path the filter applies to, "/system.slice/nginx.service". */
  readonly cgroup: string;
  /** CIDRs as systemd prints them. */
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  /** Nobody could tell what the lists hold; both are empty then. */
  readonly unread?: boolean;
}
