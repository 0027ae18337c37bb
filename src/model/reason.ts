import type { ForwardingMethod } from './ipvs-facts.js';

/** Names a rule so that a person finds it and a script can compare it. */
export interface RuleRef {
  /** "inet filter", "ip filter". */
  readonly table: string;
  readonly chain: string;
  readonly handle?: number;
  /** 1-based place in its chain. */
  readonly position?: number;
  /** The rule as its own tool writes it. */
  readonly text: string;
  readonly comment?: string;
  /** "nft" | "iptables-nft" | "iptables-legacy". */
  readonly backend: 'nft' | 'iptables-nft' | 'iptables-legacy';
  /** The program that wrote it, where its chains tell: "ufw", "firewalld", "docker", … */
  readonly frontEnd?: string;
  /** The rule in that program's words: "zone public", "ufw allow 22/tcp". */
  readonly frontEndWords?: string;
  /** Sets it looks into that a daemon or a timeout changes: it is told for what they hold now. */
  readonly setsAsOfNow?: readonly { readonly name: string; readonly filledBy?: string }[];
}

export interface ChainRef {
  readonly table: string;
  readonly chain: string;
  readonly hook: string;
  readonly backend: RuleRef['backend'];
  readonly frontEnd?: string;
}

/**
 * Why a source set has its verdict. `code` is stable; prose is made from it in `explain/` only.
 * docs/reachability.md has a section for every code.
 */
export type Reason =
  // allowed
  | { readonly code: 'no-firewall' } // no rule exists in this namespace
  | { readonly code: 'firewall-accept'; readonly rule: RuleRef; readonly others?: number } // and so do this many rules more of the chain
  | { readonly code: 'firewall-policy-accept'; readonly chain: ChainRef } // rules exist, none of them matched
  | { readonly code: 'firewall-not-concerned' } // rules exist, but no base chain is on this packet's way
  | { readonly code: 'same-host' } // over lo, no rule in the way
  // blocked
  | { readonly code: 'firewall-drop'; readonly rule: RuleRef; readonly others?: number }
  | { readonly code: 'firewall-reject'; readonly rule: RuleRef; readonly others?: number }
  | { readonly code: 'firewall-policy-drop'; readonly chain: ChainRef }
  | { readonly code: 'reply-blocked'; readonly rule?: RuleRef; readonly chain?: ChainRef } // request gets in, answer does not get out
  | { readonly code: 'established-blocked'; readonly rule?: RuleRef; readonly chain?: ChainRef } // first packet gets in, the next do not
  | { readonly code: 'nat-elsewhere'; readonly rule: RuleRef; readonly target: string } // NAT hands it to something else
  | { readonly code: 'ipvs-elsewhere'; readonly service: string; readonly target: string } // IPVS sends it to a real server
  | { readonly code: 'ipvs-no-server'; readonly service: string } // IPVS takes it and has nobody to send it to
  | { readonly code: 'no-listener' } // NAT hands it to a namespace where nothing listens on that port
  | { readonly code: 'shadowed'; readonly listener: string } // a more specific socket takes it
  | { readonly code: 'not-forwarded'; readonly sysctl: string } // forwarding is off
  | { readonly code: 'loopback-martian' } // 127/8 or ::1 from outside
  | { readonly code: 'reverse-path'; readonly mode: 'strict' | 'loose'; readonly sysctl: string }
  | { readonly code: 'no-return-route' }
  | { readonly code: 'address-filter'; readonly unit: string } // systemd IPAddressDeny
  | { readonly code: 'tcp-wrappers'; readonly line: string }
  // conditional
  | { readonly code: 'either-of'; readonly listeners: readonly string[] }
  | { readonly code: 'firewall-unreadable'; readonly subject: string }
  | { readonly code: 'firewall-not-evaluated' }
  | { readonly code: 'facts-unreadable'; readonly subject: string } // sockets' device or v6only, routes, interfaces, sysctls
  | { readonly code: 'rate-limit'; readonly rule: RuleRef }
  | { readonly code: 'dynamic-set'; readonly rule: RuleRef; readonly set: string }
  | { readonly code: 'quota'; readonly rule: RuleRef }
  | { readonly code: 'connection-limit'; readonly rule: RuleRef }
  | { readonly code: 'queue'; readonly rule: RuleRef } // a program in user space decides
  | { readonly code: 'time'; readonly rule: RuleRef }
  | { readonly code: 'client-chosen'; readonly rule: RuleRef; readonly choice: string } // "source port 53"
  | { readonly code: 'unknown-match'; readonly rule: RuleRef; readonly text: string }
  | { readonly code: 'unknown-target'; readonly rule: RuleRef; readonly text: string }
  | { readonly code: 'random'; readonly rule: RuleRef }
  | { readonly code: 'ipvs-scheduled'; readonly service: string; readonly servers: readonly string[] } // one of several gets it
  | {
      readonly code: 'ipvs-direct'; // a real server gets it as it was sent, and answers by a way of its own
      readonly service: string;
      readonly target: string;
      readonly method: ForwardingMethod;
    }
  | { readonly code: 'order-unknown'; readonly chains: readonly string[] } // chains of equal priority whose order decides
  | { readonly code: 'too-complex'; readonly detail: string }
  // A layer that may stop what the rules let in, or, with `opens`, let in what they stop.
  | {
      readonly code: 'outside-layer';
      readonly layer: string;
      readonly detail: string;
      readonly opens?: boolean;
    };

export type ReasonCode = Reason['code'];
