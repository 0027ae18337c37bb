import type { Bound, IpFamily } from '../net/address-set.js';
import type { ElementMap, ElementSet, ValueSet } from './element-set.js';
import type { RuleRef } from './reason.js';

/**
 * The one small language into which nftables, iptables of both back ends and ipset are translated, and which the reach
 * engine evaluates. It follows the kernel's own model (nft_do_chain, nf_hook_slow): base chains on hooks, rules as
 * statements from left to right, the first match that fails ends the rule, effects before it have happened.
 * What has no influence on a packet's fate (counter, log, comment) is left out; what cannot be translated is `unknown`
 * and keeps its text, so that it widens "conditional" and is never taken for "no match".
 */
export interface Ruleset {
  readonly tables: readonly Table[];
}

export type TableFamily = 'ip' | 'ip6' | 'inet' | 'bridge' | 'netdev' | 'arp';
export type HookName = 'ingress' | 'egress' | 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';

export interface Table {
  readonly family: TableFamily;
  readonly name: string;
  readonly backend: RuleRef['backend'];
  /** Recognised by its chains: "ufw", "firewalld", "docker", "fail2ban", "libvirt", "podman", "shorewall", … */
  readonly frontEnd?: string;
  /** Its base chains are not registered: nothing of it runs. */
  readonly dormant: boolean;

  readonly chains: ReadonlyMap<string, Chain>;
}

export interface Chain {
  readonly name: string;
  /** Absent for a chain that is only jumped to. */
  readonly base?: BaseChain;
  readonly rules: readonly Rule[];
}

export interface BaseChain {
  readonly hook: HookName;
  readonly type: 'filter' | 'nat' | 'route';
  /** As the kernel sorts them (NF_IP_PRI_*); lower runs first. */
  readonly priority: number;
  readonly policy: 'accept' | 'drop';
  /** Devices of an ingress or egress chain; undefined where the tool that printed it does not say. */
  readonly devices?: readonly string[];
}

export interface Rule {
  /** May be computed on first access: reading `ref.text` of every rule is not free. */
  readonly ref: RuleRef;
  readonly statements: readonly Statement[];
}

export type Verdict =
  | { readonly kind: 'accept' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'return' }
  | { readonly kind: 'jump'; readonly chain: string }
  | { readonly kind: 'goto'; readonly chain: string };

export type Statement =
  | { readonly kind: 'match'; readonly match: Match }
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  /** Stops the packet and answers. `how`: "tcp reset", "icmp port-unreachable", …. */
  | { readonly kind: 'reject'; readonly how: string }
  /** A miss means that the rule does not match. */
  | { readonly kind: 'vmap'; readonly keys: readonly Selector[]; readonly map: ElementMap<Verdict> }
  | { readonly kind: 'set-mark'; readonly target: 'mark' | 'ctmark'; readonly value: MarkValue }
  /** Payload rewrite outside NAT (`ip daddr set …`). `undefined` value: cannot be told. */
  | {
      readonly kind: 'set-field';
      readonly field: 'saddr' | 'daddr' | 'sport' | 'dport';
      readonly value: Bound | undefined;
    }
  | { readonly kind: 'notrack' }
  /** Terminal in a nat chain. Neither address nor port: no change. */
  | { readonly kind: 'dnat'; readonly to: NatTarget }
  /** To the input device's primary address (prerouting) or to 127.0.0.1/::1 (output). */
  | {
      readonly kind: 'redirect';
      readonly ports?: PortRange;
      /** Picks the port instead; a miss means that the rule does not match. */
      readonly portMap?: Extract<NatTarget, { kind: 'map' }>;
    }
  /** `to`: the one address that it gives; undefined where it is one of several, or cannot be told. */
  | { readonly kind: 'snat'; readonly text: string; readonly to?: Bound }
  | { readonly kind: 'masquerade' }
  /** `missing`: what happens when no transparent listener takes it: nft goes on with the next rule, iptables drops. */
  | {
      readonly kind: 'tproxy';
      readonly family?: IpFamily;
      readonly address?: Bound;
      readonly port?: number;
      readonly mark?: MarkValue;
      readonly missing: 'next-rule' | 'drop';
    }
  /** User space decides. */
  | { readonly kind: 'queue'; readonly bypass: boolean }
  | { readonly kind: 'synproxy' }
  /** netdev: the packet leaves by another device. */
  | { readonly kind: 'fwd'; readonly device?: string }
  /** The packet changes a set; matching goes on. */
  | { readonly kind: 'update-set'; readonly set: string }
  /** A target that is not known: it may stop the packet, accept it, or let matching go on. */
  | { readonly kind: 'unknown'; readonly text: string };

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** new = (base & and) ^ xor, 32 bits. Or, of both marks, (own & keep) ^ (the other's & take). Or looked up. Or not known. */
export type MarkValue =
  | { readonly kind: 'bits'; readonly base: 'mark' | 'ctmark'; readonly and: number; readonly xor: number }
  | { readonly kind: 'merge'; readonly keep: number; readonly take: number }
  | { readonly kind: 'map'; readonly keys: readonly Selector[]; readonly map: ElementMap<number> }
  | { readonly kind: 'unknown'; readonly text: string };

export type NatTarget =
  | {
      readonly kind: 'fixed';
      readonly family?: IpFamily;
      /** First and last address; equal for a single one. Absent: the address stays. */
      readonly addresses?: readonly [Bound, Bound];
      readonly ports?: PortRange;
      /** NETMAP: the host part stays, the network part becomes `addresses[0]`'s; prefix length. */
      readonly netmap?: number;
    }
  /** A miss means that the rule does not match. */
  | {
      readonly kind: 'map';
      readonly keys: readonly Selector[];
      readonly map: ElementMap<{ readonly addresses?: readonly [Bound, Bound]; readonly ports?: PortRange }>;
      /** Ports given beside the map. */
      readonly ports?: PortRange;
      readonly family?: IpFamily;
    }
  | { readonly kind: 'unknown'; readonly text: string };

/** Why something cannot be decided; the codes are those of `Reason`. */
export interface Undecided {
  readonly code:
    | 'rate-limit'
    | 'dynamic-set'
    | 'quota'
    | 'connection-limit'
    | 'time'
    | 'client-chosen'
    | 'random'
    | 'unknown-match';
  /** The text it stands for: "limit rate 6/minute", "tcp option maxseg size 1-500". */
  readonly text: string;
  /** For `client-chosen`: whether an ordinary client's packet matches, where that is known. */
  readonly ordinary?: boolean;
}

export type Match =
  /**
   * The selected value is one of `values` (after the selector's mask). A selector that cannot be loaded (other address
   * family, other protocol, no conntrack entry) makes the match false, also when negated.
   */
  | { readonly kind: 'in'; readonly selector: Selector; readonly values: ValueSet; readonly negated: boolean }
  /** `any`: (value & mask) != 0; `none`: (value & mask) == 0. nft prints these as `in` and `!`. */
  | {
      readonly kind: 'bits';
      readonly selector: Selector;
      readonly mask: number;
      readonly test: 'any' | 'none';
    }
  /** The tuple of selected values is in the set; as for `in`, false when one cannot be loaded. */
  | {
      readonly kind: 'lookup';
      readonly keys: readonly Selector[];
      readonly set: ElementSet;
      readonly negated: boolean;
    }
  /** At least one of them (none of them, when negated): multiport --ports, the pseudo states of --ctstate. */
  | { readonly kind: 'either'; readonly matches: readonly Match[]; readonly negated: boolean }
  /** All of them (not all of them, when negated). */
  | { readonly kind: 'all'; readonly matches: readonly Match[]; readonly negated: boolean }
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'unknown'; readonly why: Undecided };

/** What a match looks at. Numbers are in host order as people write them (port 80 is 80); addresses as in AddressSet. */
export type Selector =
  /** Of the packet as it stands (after NAT). Cannot be loaded from packets of the other family. `mask`: ANDed first. */
  | { readonly on: 'saddr' | 'daddr'; readonly family: IpFamily; readonly mask?: Bound }
  /** Cannot be loaded when the protocol is not one of `protocols`; 'any' (nft `th`) reads the place whatever runs there. */
  | { readonly on: 'sport' | 'dport'; readonly protocols: readonly number[] | 'any' }
  /** Connection tracking's original tuple, before DNAT. Not loadable before conntrack or untracked. */
  | { readonly on: 'original-saddr' | 'original-daddr'; readonly family: IpFamily; readonly mask?: Bound }
  | { readonly on: 'original-sport' | 'original-dport' | 'original-protocol' }
  /** Names. `iif "eth0"` (by index) is translated to its name too. `oifname` is "" in prerouting and input. */
  | { readonly on: 'iifname' | 'oifname' | 'sdifname' | 'iifkind' | 'oifkind' }
  /** The bridge's ports that a frame came in by and leaves by; whether it is on its way between two (1) or not (0). */
  | { readonly on: 'bridge-port' | 'bridge-port-out' | 'bridged' }
  | {
      readonly on:
        | 'iifgroup'
        | 'oifgroup'
        | 'iiftype'
        | 'oiftype'
        | 'nfproto' // 2 IPv4, 10 IPv6
        | 'l4proto'
        | 'ethertype'
        | 'pkttype' // 0 host, 1 broadcast, 2 multicast, 3 otherhost
        | 'mark'
        | 'ctmark'
        | 'ctstate' // 1 invalid, 2 established, 4 related, 8 new, 64 untracked (nft's numbers)
        | 'ctdirection' // 0 original, 1 reply
        | 'ctstatus' // IPS_* bits: 2 seen-reply, 4 assured, 16 snat, 32 dnat
        | 'ctzone'
        | 'tcpflags' // fin 1, syn 2, rst 4, psh 8, ack 16, urg 32, ecn 64, cwr 128; only TCP has it
        | 'icmptype'
        | 'icmpcode'
        | 'icmpv6type'
        | 'icmpv6code'
        /** What a client is free to choose; the evaluator has the ordinary value. */
        | 'ttl'
        | 'dscp'
        | 'fragment-offset'
        | 'ip-length';
      readonly mask?: number;
    }
  /** fib lookups by these keys; `type` gives an RTN_* number (1 unicast, 2 local, 3 broadcast, 4 anycast, 5 multicast, 6 blackhole, 7 unreachable, 8 prohibit), `oifname` a name, `exists` 0 or 1. */
  | {
      readonly on: 'fib';
      readonly by: readonly ('saddr' | 'daddr' | 'mark' | 'iif' | 'oif')[];
      readonly result: 'type' | 'oifname' | 'exists';
      /**
       * As iptables asks: rpfilter --loose takes any route, not only one by the input device; addrtype knows own IPv6
       * link-local addresses whatever link the packet is on.
       */
      readonly loose?: boolean;
      /** iptables addrtype: IPv6 link-local addresses are looked up whatever link the packet is on. */
      readonly anyLink?: boolean;
    }
  /** Always the same value: nft maps with constant keys. */
  | { readonly on: 'unknown'; readonly why: Undecided };

/**
 * The contents of a set, named or anonymous. A one-dimensional set has its plain elements merged into a single element;
 * concatenations keep one element a tuple.
 */
