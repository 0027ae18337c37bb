import type { Container } from './container.js';
import type { Facts, HostFacts, Interface, Process } from './facts.js';
import type { Gap } from './gap.js';
import type { Audience, Exposure, Listener } from './listener.js';
import type { ListingLine } from './listing.js';
import type { OtherSocket } from './other-socket.js';
import type { Forward, ReachEntry } from './reach.js';
import type { Ruleset } from './ruleset.js';

/** Everything that listenscope says of a host: what JSON, the table and the view show, and nothing else. */
export interface Audit {
  readonly capturedAt: string;
  readonly host: HostFacts;
  readonly gaps: readonly Gap[];
  /** True only if nothing is missing for want of rights or tools. */
  readonly complete: boolean;
  readonly namespaces: readonly AuditNamespace[];
  /** Of this host; undefined where nobody looked, or where a runtime could not be asked. */
  readonly containers?: readonly Container[];
  readonly interfaces: readonly AuditInterface[];
  readonly firewalls: readonly Firewall[];
  readonly listeners: readonly AuditedListener[];
  readonly forwards: readonly Forward[];
  /** Sockets of other families, where they were asked for. */
  readonly otherSockets?: readonly AuditedOtherSocket[];
  /** Of a pasted listing: what each of its lines is. */
  readonly listing?: readonly AuditedLine[];
  /** What the audit was made from, for views that go deeper (trace, firewall tab). Not exported. */
  readonly evidence: { readonly facts: Facts; readonly rulesets: ReadonlyMap<string, Ruleset> };
}

export interface AuditNamespace {
  readonly id: string;
  readonly current: boolean;
  readonly name?: string;
  readonly containers: readonly string[];
}

export interface AuditInterface extends Interface {
  readonly namespace: string;
  /** Who stands behind it: its on-link neighbours. */
  readonly audience: Audience;
}

export interface Firewall {
  readonly namespace: string;
  readonly kind: 'nftables' | 'iptables-nft' | 'iptables-legacy';
  /** The program that wrote the rules, where its chains tell. */
  readonly frontEnd?: string;
  readonly rules: number;
}

export interface AuditedListener extends Listener {
  readonly reach: readonly ReachEntry[];
  readonly exposure: Exposure;
  /** Set when only conditional entries are wider than `exposure`. */
  readonly exposureAtMost?: Audience;
  /** UDP: sources whose datagrams arrive although no answer can leave. Not part of `reach`. */
  readonly oneWay: readonly ReachEntry[];
  /**
   * UDP sockets bound to a wildcard: who reaches them by broadcast addresses and multicast groups. One datagram goes to every
   * socket that hears it. Not part of `reach`, and `exposure` does not count it.
   */
  readonly groupReach: readonly ReachEntry[];
  /** What `oneWay` is to `reach`. */
  readonly groupOneWay: readonly ReachEntry[];
  /** The headline: one or two sentences a newcomer understands. */
  readonly explanation: string;
  /** Further sentences: what to dial, what shadows it, caveats. One fact each. */
  readonly notes: readonly string[];
  /** Those of the notes that put `reach` into words: what a table of audiences beside them says already. */
  readonly audienceNotes?: readonly string[];
}

/** A socket of another family, with who holds it and who may send to it. */
export interface AuditedOtherSocket {
  readonly namespace: string;
  readonly socket: OtherSocket;
  readonly processes: readonly Process[];
  readonly explanation: string;
}

/** A line of a pasted listing, with what it means. */
export type AuditedLine = ListingLine & {
  /** Id of the listener that the line shows, or that its connection came in by. */
  readonly listener?: string;
  readonly meaning: string;
};
