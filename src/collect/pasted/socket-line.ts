import type { Protocol } from '../../model/facts.js';
import type { IpFamily } from '../../net/address-set.js';
import { type Endpoint, parseListedEndpoint } from './endpoint.js';
import type { ListedHolder, ListedLine } from './listed-line.js';
import { stateOfWord } from './state.js';

/** The columns of a row that is a socket with a port, as its tool printed them. */
export interface SocketColumns {
  readonly protocol: Protocol;
  /** Of a `*`; an address tells its own. */
  readonly family: IpFamily;
  readonly local: string;
  /** "" where the row has none. */
  readonly peer: string;
  /** The state; "" where the row has none. */
  readonly word: string;
  readonly holders?: readonly ListedHolder[];
  readonly v6only?: (local: Endpoint) => boolean | undefined;
  /** True when the tool may have cut the end off an address or port. */
  readonly cut?: (text: string, end: Endpoint | undefined) => boolean;
  readonly uid?: number;
  readonly inode?: number;
  readonly identity?: string;
}

/**
 * What a row says: a listener, a connection in some state, a socket without a port. The state word decides where it is
 * known; else, and for protocols without states, the peer does: any address and any port.
 */
export function socketLine(columns: SocketColumns): ListedLine {
  const { protocol, family, word, holders = [] } = columns;
  const peer = parseListedEndpoint(columns.peer, family, protocol);
  const waits = isListening(columns, peer);
  if (waits === undefined) return { kind: 'not-understood', why: 'it has neither a state nor a peer' };
  const local = parseListedEndpoint(columns.local, family, protocol);
  if (!waits)
    return {
      kind: 'connection',
      protocol,
      local: endText(columns, columns.local, local),
      peer: isAnyPeer(columns.peer) ? '*' : endText(columns, columns.peer, peer),
      state: connectionState(columns, peer),
      word,
      holders,
    };
  if (columns.cut?.(columns.local, local))
    return { kind: 'not-understood', why: `${protocol} ${columns.local} may be cut off` };
  if (local === undefined)
    return { kind: 'not-understood', why: `${protocol} ${columns.local} is no numeric address and port` };
  if (local.port === undefined) return { kind: 'other', what: 'unbound' };
  return {
    kind: 'listener',
    protocol,
    family: local.family,
    address: local.address,
    port: local.port,
    device: local.device,
    v6only: columns.v6only?.(local),
    uid: columns.uid,
    inode: columns.inode,
    holders,
    identity: columns.identity,
  };
}

/** Undefined when neither the state nor the peer tells. */
function isListening({ protocol, word, peer }: SocketColumns, parsed: Endpoint | undefined) {
  const state = stateOfWord(word);
  if (state === 'listening') return true;
  const anyPeer = isAnyPeer(peer) || (parsed !== undefined && !parsed.port);
  // UNCONN of ss and Idle of Solaris are UDP's way of waiting.
  if (hasNoStates(protocol)) return anyPeer;
  if (state !== undefined) return false;
  return word === '' && anyPeer ? undefined : anyPeer;
}

function connectionState({ protocol, word }: SocketColumns, peer: Endpoint | undefined) {
  if (hasNoStates(protocol)) return 'connected';
  const state = stateOfWord(word);
  if (state !== undefined && state !== 'listening') return state;
  return word === '' && peer !== undefined ? 'connected' : 'unknown';
}

function hasNoStates(protocol: Protocol): boolean {
  return protocol === 'udp' || protocol === 'udplite' || protocol === 'raw';
}

/** `0.0.0.0:0`, `*:*`, `*.*`, `[::]:0`, and `web-01:0` as Windows writes it without -n. */
function isAnyPeer(text: string): boolean {
  return text === '' || text === '*' || /[.:](?:0|\*)$/.test(text);
}

/** One end of a connection, in one spelling for all tools; as printed where that is no whole address and port. */
function endText({ cut }: SocketColumns, text: string, end: Endpoint | undefined): string {
  if (end === undefined || cut?.(text, end)) return text;
  const zone = end.device === undefined ? '' : `%${end.device}`;
  const host = `${end.address}${zone}`;
  const port = end.port === undefined ? '*' : String(end.port);
  return end.address.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
