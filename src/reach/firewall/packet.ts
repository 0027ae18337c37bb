import type { HookName } from '../../model/ruleset.js';
import type { TraceStep } from '../../model/trace.js';
import type { Bound, IpFamily } from '../../net/address-set.js';
import type { Binding, Endpoint, Phase, World } from '../world.js';
import type { HookEnvironment } from './environment.js';

/** What rules may change about a packet and its conntrack entry. Never changed in place: flows share it. */
export interface PacketState {
  /** Undefined: some rule set it to a value that cannot be told. */
  readonly mark: number | undefined;
  readonly ctmark: number | undefined;
  readonly local: Endpoint;
  readonly tracked: boolean;
  readonly ctStatus: number;
  readonly binding: Binding | undefined;
  /** See World. */
  readonly source: Bound | 'unknown' | undefined;
  /** Where the socket is bound that tproxy gave the packet to. */
  readonly assigned: Endpoint | undefined;
}

/** What stays the same while packets pass one base chain. */
export interface Passage {
  readonly hook: HookName;
  readonly family: IpFamily;
  readonly protocol: number;
  readonly phase: Phase;
  readonly iif: string | undefined;
  readonly oif: string | undefined;
  readonly sdif: string | undefined;
  readonly looped: boolean;
  readonly frame: World['frame'];
  readonly dialled: Endpoint;
  readonly peerPort: number;
  /** An answer to a request that was not tracked. */
  readonly unasked: boolean;
  /** Conntrack keeps nothing of the packets that the connection had before. */
  readonly forgotten: boolean;
  /** Priority of the base chain; conntrack looks at packets at -200. */
  readonly priority: number;
  readonly chainType: 'filter' | 'nat' | 'route';
  /** Something in this namespace needs conntrack, so that packets have entries. */
  readonly conntrackInUse: boolean;
  readonly environment: HookEnvironment;
  /** How many rules may still be looked at before the question is called too complex. */
  readonly budget: { left: number };
  readonly observe: ((step: TraceStep) => void) | undefined;
}

const CONNTRACK_PRIORITY = -200;
const TCP = 6;

/** True when nothing can have looked the packet's connection up yet: a packet from outside, before conntrack's own hook. */
function beforeConntrack(passage: Passage): boolean {
  if (passage.iif === 'lo') return false; // it brings its entry along from the output hook
  if (passage.hook === 'ingress') return true;
  if (passage.hook !== 'prerouting' && passage.hook !== 'output') return false;
  return passage.priority < CONNTRACK_PRIORITY;
}

/** True when the packet has a conntrack entry, so that `ct` keys can be loaded and NAT applies. */
export function hasConntrack(state: PacketState, passage: Passage): boolean {
  // No TCP connection begins with SYN and ACK: conntrack makes no entry for it (nf_conntrack_proto_tcp.c, tcp_new).
  if (passage.unasked && passage.protocol === TCP) return false;
  return passage.conntrackInUse && state.tracked && !beforeConntrack(passage);
}

/** nft's number for `ct state`: 1 invalid (as every packet without an entry), 2 established, 8 new, 64 untracked. */
export function conntrackState(state: PacketState, passage: Passage): number {
  if (!state.tracked) return 64;
  if (!hasConntrack(state, passage)) return 1;
  return isFirst(passage) ? 8 : 2;
}

/** True for the packet that begins its connection, as conntrack sees it. */
export function isFirst({ phase, unasked, forgotten }: Passage): boolean {
  return phase === 'new' || unasked || forgotten;
}

/** True when both describe the same packet. */
export function sameState(a: PacketState, b: PacketState): boolean {
  return (
    a === b ||
    (a.mark === b.mark &&
      a.ctmark === b.ctmark &&
      a.tracked === b.tracked &&
      a.ctStatus === b.ctStatus &&
      a.source === b.source &&
      sameEndpoint(a.local, b.local) &&
      sameEndpoint(a.assigned, b.assigned) &&
      sameEndpoint(a.binding?.to, b.binding?.to) &&
      a.binding?.rule === b.binding?.rule)
  );
}

function sameEndpoint(a: Endpoint | undefined, b: Endpoint | undefined): boolean {
  return a === b || (a?.address === b?.address && a?.port === b?.port);
}
