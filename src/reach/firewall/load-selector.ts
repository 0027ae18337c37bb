import type { Interface } from '../../model/facts.js';
import type { Selector, Undecided } from '../../model/ruleset.js';
import type { AddressSet, Bound } from '../../net/address-set.js';
import { loadClientField, maskChosen, PEER_PORT } from './client-fields.js';
import { loadFib } from './load-fib.js';
import type { NumberBounds } from './number-bounds.js';
import { conntrackState, hasConntrack, isFirst, type PacketState, type Passage } from './packet.js';

/** What a selector finds in packets that are alike in everything but the peer's address. */
export type Loaded =
  /** The kernel cannot load it (NFT_BREAK): the match fails, negated or not. */
  | { readonly kind: 'none' }
  | { readonly kind: 'number'; readonly value: number }
  /** Some bits of a number; the others cannot be told. */
  | { readonly kind: 'bits'; readonly value: number; readonly known: number }
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'address'; readonly value: Bound }
  /** The peer's own address, ANDed with `mask`. */
  | { readonly kind: 'peer'; readonly mask: Bound | undefined }
  /** The client chooses: what an ordinary one has, and all that it could have. */
  | {
      readonly kind: 'chosen';
      readonly ordinary: NumberBounds;
      readonly possible: NumberBounds;
      /** "source port". */
      readonly what: string;
    }
  /** Another value for other peers; the parts are disjoint, peers in none have `none`. */
  | { readonly kind: 'by-peer'; readonly parts: readonly LoadedPart[] }
  | { readonly kind: 'unknown'; readonly why: Undecided };

export interface LoadedPart {
  readonly sources: AddressSet;
  readonly loaded: Loaded;
}

const NONE: Loaded = { kind: 'none' };
const TCP = 6;
const RTN_BROADCAST = 3;
const RTN_MULTICAST = 5;

/**
 * Loads what `selector` looks at, as nft_payload, nft_meta, nft_ct and nft_fib do in the kernel.
 * In replies this host is the source and the peer the destination.
 */
export function loadSelector(selector: Selector, state: PacketState, passage: Passage): Loaded {
  const { on } = selector;
  switch (on) {
    case 'saddr':
    case 'daddr':
      if (selector.family !== passage.family) return NONE;
      return (on === 'saddr') === (passage.phase !== 'reply')
        ? { kind: 'peer', mask: selector.mask }
        : address(state.local.address, selector.mask);
    case 'original-saddr':
    case 'original-daddr':
      if (selector.family !== passage.family || !hasConntrack(state, passage)) return NONE;
      return (on === 'original-saddr') !== passage.unasked
        ? { kind: 'peer', mask: selector.mask }
        : address(passage.dialled.address, selector.mask);
    case 'sport':
    case 'dport':
      if (selector.protocols !== 'any' && !selector.protocols.includes(passage.protocol)) return NONE;
      return (on === 'sport') === (passage.phase !== 'reply') ? PEER_PORT : number(state.local.port);
    case 'original-sport':
    case 'original-dport':
      if (!hasConntrack(state, passage)) return NONE;
      return (on === 'original-sport') !== passage.unasked ? PEER_PORT : number(passage.dialled.port);
    case 'original-protocol':
      return hasConntrack(state, passage) ? number(passage.protocol) : NONE;
    case 'iifname':
      return { kind: 'name', value: passage.iif ?? '' };
    case 'oifname':
      return { kind: 'name', value: passage.oif ?? '' };
    case 'sdifname':
      return ofDevice(passage.iif, passage, (device) =>
        device.kind === 'vrf' && passage.sdif === undefined
          ? unknown('the port of a VRF')
          : { kind: 'name', value: passage.sdif ?? '' },
      );
    case 'bridged':
      return number(isLeavingBridge(passage) ? 1 : 0);
    case 'bridge-port-out':
      return isLeavingBridge(passage) ? portName(passage.frame?.to) : NONE;
    case 'bridge-port':
      if (passage.frame !== undefined) return portName(passage.frame.from);
      return ofDevice(passage.iif, passage, (device) =>
        device.kind === 'bridge' ? unknown('the port of a bridge') : NONE,
      );
    case 'iifkind':
    case 'oifkind':
      return ofDevice(on === 'iifkind' ? passage.iif : passage.oif, passage, linkKind);
    case 'fib':
      return loadFib(selector, state, passage);
    case 'unknown':
      return { kind: 'unknown', why: selector.why };
    case 'iifgroup':
    case 'oifgroup':
      return ofDevice(on === 'iifgroup' ? passage.iif : passage.oif, passage, (device) =>
        number((device.group ?? 0) & (selector.mask ?? -1)),
      );
    case 'iiftype':
    case 'oiftype':
      return ofDevice(on === 'iiftype' ? passage.iif : passage.oif, passage, (device) =>
        device.type === undefined ? unknown('the type of a device') : number(device.type),
      );
    default:
      return masked(loadNumber(on, state, passage), selector.mask);
  }
}

type NumericKey = Exclude<
  Extract<Selector, { mask?: number }>['on'],
  'iifgroup' | 'oifgroup' | 'iiftype' | 'oiftype'
>;

function loadNumber(on: NumericKey, state: PacketState, passage: Passage): Loaded {
  switch (on) {
    case 'nfproto':
      return number(passage.family === 'ipv4' ? 2 : 10);
    case 'l4proto':
      return number(passage.protocol);
    case 'ethertype':
      return number(passage.family === 'ipv4' ? 0x0800 : 0x86dd);
    case 'pkttype':
      return number(packetType(state, passage));
    case 'mark':
      return state.mark === undefined ? unknown('a mark that cannot be told') : number(state.mark);
    case 'ctmark':
      if (!hasConntrack(state, passage)) return NONE;
      return state.ctmark === undefined ? unknown('a ct mark that cannot be told') : number(state.ctmark);
    case 'ctstate':
      return number(conntrackState(state, passage));
    case 'ctdirection':
      return hasConntrack(state, passage)
        ? number(passage.phase === 'reply' && !passage.unasked ? 1 : 0)
        : NONE;
    case 'ctzone':
      return hasConntrack(state, passage) ? number(0) : NONE;
    case 'ctstatus':
      return hasConntrack(state, passage) ? conntrackStatus(state, passage) : NONE;
    case 'tcpflags':
      return passage.protocol === TCP ? loadClientField(on, passage) : NONE;
    case 'icmptype':
    case 'icmpcode':
    case 'icmpv6type':
    case 'icmpv6code':
      return NONE;
    case 'ttl':
    case 'dscp':
    case 'fragment-offset':
    case 'ip-length':
      return loadClientField(on, passage);
    default: {
      const unreachable: never = on;
      return unreachable;
    }
  }
}

/** IPS_*: expected 1, seen-reply 2, confirmed 8, snat 16, dnat 32 are known; assured and the rest depend on later packets. */
function conntrackStatus(state: PacketState, passage: Passage): Loaded {
  const seen = isFirst(passage) ? 0 : 2 | 8;
  return { kind: 'bits', value: seen | state.ctStatus, known: 1 | 2 | 8 | 16 | 32 };
}

/**
 * PACKET_*: 0 to this host, 1 broadcast, 2 multicast. The frame was addressed by what was dialled, whatever NAT made of that; to
 * a broadcast address of another link a neighbour sends by its router.
 */
function packetType(state: PacketState, passage: Passage): number {
  if (passage.phase === 'reply' || passage.iif === undefined) return 0;
  const sent = { ...state, local: passage.dialled };
  const type = loadFib({ on: 'fib', by: ['daddr', 'iif'], result: 'type' }, sent, passage);
  if (type.kind !== 'number') return 0;
  return type.value === RTN_BROADCAST ? 1 : type.value === RTN_MULTICAST ? 2 : 0;
}

function linkKind(device: Interface): Loaded {
  const hasNone = device.kind === 'physical' || device.kind === 'loopback';
  return hasNone ? NONE : { kind: 'name', value: device.kind };
}

function ofDevice(name: string | undefined, passage: Passage, read: (device: Interface) => Loaded): Loaded {
  if (name === undefined) return NONE;
  const device = passage.environment.interfaces.get(name);
  return device === undefined ? unknown(`device ${name}`) : read(device);
}

function masked(loaded: Loaded, mask: number | undefined): Loaded {
  if (mask === undefined) return loaded;
  switch (loaded.kind) {
    case 'number':
      return number((loaded.value & mask) >>> 0);
    case 'bits': {
      const known = loaded.known | ~mask;
      return known === -1 ? number(loaded.value & mask) : { kind: 'bits', value: loaded.value & mask, known };
    }
    case 'chosen':
      return maskChosen(loaded, mask);
    case 'by-peer':
      return {
        kind: 'by-peer',
        parts: loaded.parts.map((part) => ({ sources: part.sources, loaded: masked(part.loaded, mask) })),
      };
    default:
      return loaded;
  }
}

function address(value: Bound, mask: Bound | undefined): Loaded {
  return { kind: 'address', value: mask === undefined ? value : and(value, mask) };
}

function and(value: Bound, mask: Bound): Bound {
  return typeof value === 'bigint' ? value & BigInt(mask) : (value & Number(mask)) >>> 0;
}

function number(value: number): Loaded {
  return { kind: 'number', value };
}

function unknown(text: string): Loaded {
  return { kind: 'unknown', why: { code: 'unknown-match', text } };
}

/** Which port a frame leaves by is known at the hooks behind the bridge's own decision (nf_bridge_info.physoutdev). */
function isLeavingBridge({ hook, frame }: Passage): boolean {
  return frame !== undefined && (hook === 'forward' || hook === 'postrouting');
}

function portName(port: string | undefined): Loaded {
  return port === undefined ? unknown('the port of a bridge') : { kind: 'name', value: port };
}
