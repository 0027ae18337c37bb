import type { ConnectionState, OtherSocket } from '../../model/listing.js';

interface Meaning {
  /** Heading of the rows: "Established". */
  readonly title: string;
  /** Without capital and full stop. */
  readonly sentence: string;
}

/** What each state says of a connection (RFC 9293 §3.3.2), to somebody who sees the word for the first time. */
export const STATE_MEANINGS: Readonly<Record<ConnectionState, Meaning>> = {
  established: { title: 'Established', sentence: 'a connection in use: data can pass both ways' },
  'syn-sent': {
    title: 'Opening (SYN sent)',
    sentence:
      'this machine asks to connect, and no answer has come yet: many of these mean that a firewall drops them on the way',
  },
  'syn-received': {
    title: 'Opening (SYN received)',
    sentence: 'the other side asks to connect, and its last word is awaited: masses of these are a SYN flood',
  },
  'fin-wait-1': {
    title: 'Closing (FIN wait 1)',
    sentence: 'the program here has closed, and the other side has not said that it knows',
  },
  'fin-wait-2': {
    title: 'Closing (FIN wait 2)',
    sentence: 'the program here has closed, and the other side knows but has not closed yet',
  },
  'close-wait': {
    title: 'Close wait',
    sentence:
      'the other side has closed, the program here has not: many of these for long are a fault of the program',
  },
  closing: { title: 'Closing', sentence: 'both sides have closed at the same time' },
  'last-ack': {
    title: 'Closing (last ACK)',
    sentence: 'both sides have closed, and the last acknowledgement is awaited',
  },
  'time-wait': {
    title: 'Time wait',
    sentence:
      'over: the system keeps the pair of ports aside for a minute or some, so that late packets are not taken for a new connection; no program holds it',
  },
  closed: { title: 'Closed', sentence: 'not in use: nothing listens here and nothing is connected' },
  bound: {
    title: 'Bound',
    sentence: 'a program has taken the port, and neither listens there nor has connected yet',
  },
  connected: {
    title: 'With one peer',
    sentence: 'a socket without states that talks to one peer, and takes packets from no other',
  },
  unknown: {
    title: 'In a state that is not known',
    sentence: "not a listener, since there is a peer; the listing's word for the state is not known",
  },
};

/** What the sockets are that no port of TCP or UDP leads to. */
export const OTHER_MEANINGS: Readonly<Record<OtherSocket, Meaning>> = {
  unbound: {
    title: 'Sockets without a port',
    sentence: 'bound to nothing, not yet or not any more: nothing can reach them',
  },
  unix: {
    title: 'Unix-domain sockets',
    sentence: 'between programs of that machine, by a path instead of an address: no network reaches them',
  },
  netlink: { title: 'Netlink sockets', sentence: 'between programs and the kernel: no network reaches them' },
  packet: {
    title: 'Packet sockets',
    sentence: 'see frames as they pass an interface, as tcpdump and DHCP clients do: they answer at no port',
  },
  vsock: {
    title: 'VM sockets',
    sentence: 'between a virtual machine and its host: no network reaches them',
  },
  kernel: { title: 'Kernel sockets', sentence: 'between programs and the kernel: no network reaches them' },
  'internet-protocol': {
    title: 'Sockets of other protocols',
    sentence: 'take whole packets of ICMP, IGMP and the like, and have no port',
  },
  file: { title: 'Open files', sentence: 'no sockets of a network' },
  other: { title: 'Other sockets', sentence: 'of a kind that has no ports' },
};
