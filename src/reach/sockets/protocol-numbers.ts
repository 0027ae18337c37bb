import type { Protocol } from '../../model/facts.js';

/** IANA's protocol numbers of the transports that have listening ports. */
export const PROTOCOL_NUMBERS = {
  tcp: 6,
  udp: 17,
  dccp: 33,
  sctp: 132,
  udplite: 136,
} as const satisfies Partial<Record<Protocol, number>>;

export type Transport = keyof typeof PROTOCOL_NUMBERS;

export const TRANSPORTS = ['tcp', 'udp', 'dccp', 'sctp', 'udplite'] as const satisfies readonly Transport[];

/** The transport of an IP protocol number; undefined for what has no ports. */
export function transportOf(number: number): Transport | undefined {
  return TRANSPORTS.find((transport) => PROTOCOL_NUMBERS[transport] === number);
}

/** True where a listener is a pair of address and port; raw sockets get copies by IP protocol instead. */
export function isTransport(protocol: Protocol): protocol is Transport {
  return protocol !== 'raw';
}
