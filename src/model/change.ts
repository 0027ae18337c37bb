import type { AuditedListener, AuditNamespace } from './audit.js';
import type { Facts } from './facts.js';
import type { Gap } from './gap.js';
import type { Audience, Exposure } from './listener.js';
import type { Forward } from './reach.js';
import type { ChainRef, Reason, RuleRef } from './reason.js';
import type { Ruleset } from './ruleset.js';

/** What is compared of a listener or, with `target`, of a forward: what an audit document keeps of it. */
export type Compared = Pick<
  AuditedListener,
  'id' | 'namespace' | 'protocol' | 'port' | 'owner' | 'exposure' | 'exposureAtMost' | 'reach'
> &
  Partial<
    Pick<AuditedListener, 'family' | 'address' | 'device' | 'v6only' | 'scope' | 'accepts' | 'service'>
  > & {
    readonly target?: Forward['target'];
    /** Absent where nobody told: of forwards, and in documents of versions that did not look at groups. */
    readonly groupReach?: AuditedListener['groupReach'];
  };

/** What is compared of an audit. */
export interface ComparedAudit {
  readonly hostname: string;
  readonly capturedAt: string;
  readonly gaps: readonly Gap[];
  readonly namespaces: readonly AuditNamespace[];
  readonly interfaces: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly up: boolean;
    /** With their prefix lengths: "10.1.0.2/24". */
    readonly addresses: readonly string[];
  }[];
  /** Listeners and forwards. */
  readonly subjects: readonly Compared[];
  /** What only captures and this host itself tell: an audit document has neither. */
  readonly facts?: Facts;
  readonly rulesets?: ReadonlyMap<string, Ruleset>;
}

/** How certainly sources get through. */
export type Standing = 'none' | 'conditional' | 'allowed';

/** Sources that get through more certainly, or less, to the same addresses and port by the same interface. */
export interface Shift {
  readonly namespace: string;
  readonly interface: string;
  readonly destinations: readonly string[];
  readonly port: number;
  /** CIDRs. */
  readonly sources: readonly string[];
  readonly audience: Audience;
  readonly before: Standing;
  readonly after: Standing;
}

/** Why something changed. `before` and `after` say what was and what is; what is absent was not there, or is not. */
export type Cause =
  /** Where its sockets are bound: "127.0.0.1", "0.0.0.0%eth0", "[::] (IPv6 only)". */
  | { readonly code: 'bind'; readonly before: readonly string[]; readonly after: readonly string[] }
  /** Where NAT hands it: "172.17.0.2:80". */
  | { readonly code: 'target'; readonly before: readonly string[]; readonly after: readonly string[] }
  /** Who holds it: "nginx (nginx.service)". */
  | { readonly code: 'process'; readonly before: readonly string[]; readonly after: readonly string[] }
  /** The rule that decided, and the one that decides. */
  | { readonly code: 'rule'; readonly before?: RuleRef; readonly after?: RuleRef }
  /** What a chain does where no rule decides. */
  | {
      readonly code: 'policy';
      readonly chain: ChainRef;
      readonly before?: 'accept' | 'drop';
      readonly after?: 'accept' | 'drop';
    }
  /** Whether any rule is on its way. */
  | { readonly code: 'firewall'; readonly before: boolean; readonly after: boolean }
  /** Whether the interface is there and up. */
  | {
      readonly code: 'interface';
      readonly namespace: string;
      readonly interface: string;
      readonly before: boolean;
      readonly after: boolean;
    }
  /** Whether an interface of the namespace has the address. */
  | {
      readonly code: 'address';
      readonly namespace: string;
      readonly interface: string;
      readonly address: string;
      readonly before: boolean;
      readonly after: boolean;
    }
  /** Whether the interface takes in the multicast group. */
  | {
      readonly code: 'group';
      readonly namespace: string;
      readonly interface: string;
      readonly group: string;
      readonly before: boolean;
      readonly after: boolean;
    }
  /** Routes and rules of routing; without `route` where which one is not known. */
  | {
      readonly code: 'route';
      readonly namespace: string;
      readonly route?: string;
      readonly before: boolean;
      readonly after: boolean;
    }
  | { readonly code: 'sysctl'; readonly name: string; readonly before?: string; readonly after?: string }
  /** Another listener gets what this one did, or no longer does. */
  | { readonly code: 'listener'; readonly id: string; readonly before: boolean; readonly after: boolean }
  /** What a set of this rule holds. */
  | { readonly code: 'set'; readonly rule: RuleRef }
  /** Any other reason that decided, and the one that decides. */
  | { readonly code: 'reason'; readonly before?: Reason; readonly after?: Reason };

/**
 * What became of one service between two audits. It may have several listeners: 0.0.0.0 and [::] that became one [::], or
 * 127.0.0.1 that became 0.0.0.0. `before` is empty for what opened, `after` for what closed.
 *
 * widened and narrowed: only gains, only losses, or a wider or narrower exposure; changed: everything else.
 */
export interface Change {
  readonly kind: 'opened' | 'closed' | 'widened' | 'narrowed' | 'changed';
  readonly before: readonly Compared[];
  readonly after: readonly Compared[];
  readonly exposureBefore?: Exposure;
  readonly exposureAfter?: Exposure;
  readonly gained: readonly Shift[];
  readonly lost: readonly Shift[];
  readonly causes: readonly Cause[];
}

/** What was known on one side only, so that nothing is said of what rests on it. */
export interface ComparisonLimit {
  readonly missing: 'before' | 'after';
  readonly gap: Gap;
}

export interface Comparison {
  /** The widest exposure first. */
  readonly changes: readonly Change[];
  readonly limits: readonly ComparisonLimit[];
}
