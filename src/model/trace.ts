import type { ForwardingMethod } from './ipvs-facts.js';
import type { ChainRef, RuleRef } from './reason.js';

/** The packet as it stands at a step. */
export interface TracePacket {
  readonly source: string;
  readonly destination: string;
  readonly protocol: 'tcp' | 'udp';
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly mark: number;
}

/** One thing that happened to the packet, in order. `certain` is false where a match could not be decided. */
export type TraceStep =
  | { readonly kind: 'arrive'; readonly interface: string; readonly packet: TracePacket }
  /** It is passed on to another namespace; `name` is that of its container, or what ip-netns(8) calls it. */
  | {
      readonly kind: 'enter';
      readonly namespace: string;
      readonly name?: string;
      readonly interface: string;
    }
  | { readonly kind: 'rewrite'; readonly what: string; readonly before: string; readonly after: string } // "0.0.0.0 means this host"
  | { readonly kind: 'chain'; readonly hook: string; readonly chain: ChainRef }
  | { readonly kind: 'rule'; readonly rule: RuleRef; readonly effect: string; readonly certain: boolean }
  | { readonly kind: 'policy'; readonly chain: ChainRef; readonly verdict: 'accept' | 'drop' }
  | {
      readonly kind: 'nat';
      readonly rule: RuleRef;
      readonly before: TracePacket;
      readonly after: TracePacket;
    }
  | { readonly kind: 'route'; readonly decision: string; readonly table?: number; readonly device?: string }
  /** IPVS takes it for a virtual service, and gives it to one of these real servers. */
  | {
      readonly kind: 'ipvs';
      readonly service: string;
      readonly servers: readonly string[];
      readonly method?: ForwardingMethod;
    }
  | { readonly kind: 'source-check'; readonly check: string; readonly passed: boolean }
  | { readonly kind: 'socket'; readonly listener: string; readonly owner: string }
  | { readonly kind: 'no-socket'; readonly detail: string }
  | { readonly kind: 'reply'; readonly device?: string }
  | { readonly kind: 'note'; readonly text: string };

export interface Trace {
  readonly question: {
    readonly source: string;
    readonly destination: string;
    readonly port: number;
    readonly protocol: 'tcp' | 'udp';
    readonly via: string;
  };
  readonly steps: readonly TraceStep[];
  readonly outcome:
    | { readonly kind: 'delivered'; readonly listener: string }
    | { readonly kind: 'forwarded'; readonly target: string; readonly device?: string }
    | { readonly kind: 'stopped'; readonly by: string }
    | { readonly kind: 'refused' } // reaches the host, nothing listens
    | { readonly kind: 'undecided'; readonly because: readonly string[] };
}
