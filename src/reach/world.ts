import type { ChainRef, Reason, RuleRef } from '../model/reason.js';
import type { HookName } from '../model/ruleset.js';
import type { TraceStep } from '../model/trace.js';
import type { AddressSet, Bound, IpFamily } from '../net/address-set.js';
import type { Taken } from './ipvs/taken.js';

/**
 * Packets that are alike in everything but the address of the peer, on their way through this host.
 *
 * `must ⊆ may`: from the addresses in `must` an ordinary client's packet certainly is here; from those in `may` outside
 * `must` it cannot be told, and `doubts` says why. What is outside `may` certainly is not here. A rule that changes the
 * packet for some sources only (a mark, NAT) splits one world into several with disjoint `may` (as far as decided).
 */
export interface World {
  readonly family: IpFamily;
  /** IP protocol number: 6 TCP, 17 UDP, 136 UDP-Lite, 132 SCTP. */
  readonly protocol: number;
  readonly phase: Phase;
  /** Input device; undefined for packets made here until they come back over lo. */
  readonly iif: string | undefined;
  /** Output device, once routing has chosen it (forward, output, postrouting). */
  readonly oif: string | undefined;
  /** The port of a VRF, where that is the input device (inet_sdif); undefined elsewhere. */
  readonly sdif?: string;
  /** True at the start of the way in of what this host sent on a VRF to itself (PACKET_LOOPBACK). */
  readonly looped?: true;
  /** The peer: the source of requests, the destination of replies. */
  readonly must: AddressSet;
  readonly may: AddressSet;
  readonly doubts: readonly Doubt[];
  /** This host's side as the packet now has it: destination of requests, source of replies. */
  readonly local: Endpoint;
  /** The peer's port: an ephemeral one, as an ordinary client has it. */
  readonly peerPort: number;
  /** What the peer dialled, before any DNAT: conntrack's original destination. */
  readonly dialled: Endpoint;
  readonly mark: number;
  readonly ctmark: number;
  /** Some rule set the mark to a value that cannot be told; the number means nothing then. */
  readonly markUnknown?: boolean;
  readonly ctmarkUnknown?: boolean;
  /** True at the start, false after notrack. (Where nothing needs conntrack, the runner knows that by itself.) */
  readonly tracked: boolean;
  /** An answer to a request that was not tracked: to conntrack it is a first packet, sent by this host. */
  readonly unasked?: boolean;
  /** IPS_* bits: 16 source NAT done, 32 destination NAT done. */
  readonly ctStatus: number;
  /**
   * What destination NAT decided for this connection. Later packets start again with `local` = `dialled` (and mark 0);
   * the runner rewrites them where the kernel does, and answers the other way round.
   */
  readonly binding?: Binding;
  /** What source NAT made of the peer's address, for whoever is beyond this host: one address for all peers. */
  readonly source?: Bound | 'unknown';
  /** A VRF through whose device a route led it to an address in there; what rules make of it from there on is not followed. */
  readonly leakedTo?: string;
  /** It passes a bridge as a frame, by these of its ports; undefined where that is not known. */
  readonly frame?: { readonly from: string | undefined; readonly to: string | undefined };
  /** Addressed to another host from the start, for this one to pass on. */
  readonly transit?: true;
  /** tproxy gave the packet, unchanged, to the transparent socket that is bound there: no other is looked up. */
  readonly assigned?: Endpoint;
  /** IPVS gave the connection to a real server. */
  readonly ipvs?: Taken;
  /** Which rule or policy let which peers pass, disjoint; peers in none have met no base chain yet. */
  readonly acceptedBy: readonly Acceptance[];
}

export interface Binding {
  readonly to: Endpoint;
  readonly rule: RuleRef;
}

/** The rule or policy that let these peers pass: the one that tells most, not always the last. */
export interface Acceptance {
  readonly sources: AddressSet;
  readonly by:
    | { readonly kind: 'rule'; readonly rule: RuleRef }
    | { readonly kind: 'policy'; readonly chain: ChainRef };
}

/** new: the first packet of a connection. established: the peer's later packets. reply: this host's answers. */
export type Phase = 'new' | 'established' | 'reply';

export interface Endpoint {
  readonly address: Bound;
  readonly port: number;
}

export interface Doubt {
  /** The peers that it concerns. */
  readonly sources: AddressSet;
  readonly reason: Reason;
}

/** Peers that were stopped: certainly those in `must`, perhaps those in `may`. */
export interface Stop {
  readonly must: AddressSet;
  readonly may: AddressSet;
  readonly reason: Reason;
}

export interface HookResult {
  readonly passed: readonly World[];
  readonly stopped: readonly Stop[];
}

/** Two ports of one bridge. */
export interface FramePath {
  readonly from: string;
  readonly to: string;
  /** The IP rules of the bridge's stack see the frame as well (br_netfilter). */
  readonly handed: boolean;
}

/** The chains of a hook by their priority: those below one, or those from one on. */
export interface HookPart {
  readonly below?: number;
  readonly from?: number;
}

/** The firewall as the way of a packet meets it: all base chains of one hook, in the kernel's order. */
export interface HookRunner {
  /** True when some chain of some table could have a say in this namespace. */
  readonly hasRules: boolean;
  /** True when some rule may give packets another destination. */
  readonly rewrites: boolean;
  /** True when some rule is for NAT, of destinations or sources. */
  readonly translates: boolean;
  /** Runs every base chain of `hook` over the world, or a `part` of them. `observe` is told each thing that mattered (trace only). */
  run(hook: HookName, world: World, observe?: (step: TraceStep) => void, part?: HookPart): HookResult;
  /**
   * Local ports that clients may dial besides the listeners' own, because some NAT rule rewrites them; for ranges of more
   * than `limit` ports only their ends. Per protocol number.
   */
  dialledPorts(protocol: number, limit: number): readonly number[];
  /**
   * Single addresses of `family` that clients may dial because some NAT rule rewrites them, whoever has them; of ranges of more than
   * sixteen the ends, and none of those too wide for a network.
   */
  dialledAddresses(family: IpFamily): readonly Bound[];
  /** Addresses at which IPVS takes packets for the port: services stand for themselves, the other addresses for each other. */
  taken(family: IpFamily, protocol: number, port: number): AddressSet;
  /** Ports that IPVS takes packets for at some address; 0 stands for every port. */
  takenPorts(protocol: number): readonly number[];
  /** Equal for two local ports that no rule tells apart: their answers are the same. */
  portClass(protocol: number, port: number): number;
  /** Equal for two addresses of this host that no rule tells apart. Routes and sockets may still do. */
  addressClass(family: IpFamily, address: Bound): number;
  /** Ascending: from one of them up to the next, `addressClass` is the same for every address. */
  addressBounds(family: IpFamily): readonly Bound[];
  /** Equal for two devices that no rule tells apart. */
  deviceClass(device: string): string;
  /** What becomes of a frame that a bridge passes from one port to another; undefined where that cannot be told from the rules. */
  runFrame(path: FramePath, world: World, observe?: (step: TraceStep) => void): HookResult | undefined;
  /** True when frames that a bridge passes between `ports` may meet rules: of the bridge family, or on one of the ports. */
  filtersFrames(ports: readonly string[]): boolean;
}
