import type { Protocol } from './facts.js';

/** How far a connection has come, after RFC 9293 §3.3.2, in whatever words and language a listing says it. */
export const CONNECTION_STATES = [
  'established',
  'syn-sent',
  'syn-received',
  'fin-wait-1',
  'fin-wait-2',
  'close-wait',
  'closing',
  'last-ack',
  'time-wait',
  'closed', // closed, or not opened yet
  'bound', // a port of its own, and neither listening nor connected
  'connected', // a socket without states, such as UDP's, that has one peer
  'unknown', // the listing's word is not known
] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

/** Sockets of a listing that no packet of TCP, UDP or another transport reaches at a port. */
export const OTHER_SOCKETS = [
  'unbound', // has no port yet
  'unix',
  'netlink',
  'packet', // AF_PACKET and AF_XDP: sees frames, answers no port
  'vsock',
  'kernel', // kernel control and event sockets of macOS, netgraph of FreeBSD
  'internet-protocol', // raw sockets of the BSDs without a port: ICMP, IGMP, divert
  'file', // an open file in a full lsof
  'other',
] as const;
export type OtherSocket = (typeof OTHER_SOCKETS)[number];

/** What one line of a pasted listing is: every line that is not blank is exactly one of these. */
export type ListingLine = {
  /** Counted from 1 in the text as pasted. */
  readonly line: number;
  /** Without colours, quoting marks and blanks around it. Hostile. */
  readonly text: string;
} & (
  | {
      readonly kind: 'listener';
      /** Its place among the sockets of the current namespace. */
      readonly socket: number;
    }
  | ListedConnection
  | { readonly kind: 'other'; readonly what: OtherSocket }
  /** Titles, names of columns, prompts. */
  | { readonly kind: 'heading' }
  /** Belongs to the line above. */
  | { readonly kind: 'detail' }
  | { readonly kind: 'not-understood'; readonly why: string }
);

export interface ListedConnection {
  readonly kind: 'connection';
  readonly protocol: Protocol;
  /** "192.168.1.17:50211", "[::1]:631"; as printed where it is no address and port ("web-01:ssh"). Hostile. */
  readonly local: string;
  /** Like `local`; "*" where there is none. Hostile. */
  readonly peer: string;
  readonly state: ConnectionState;
  /** The state in the listing's own word; "" where it has none. Hostile. */
  readonly word: string;
  readonly pids: readonly number[];
}
