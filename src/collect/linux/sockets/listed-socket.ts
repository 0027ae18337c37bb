import type { Protocol, Socket } from '../../../model/facts.js';

/** A socket as a listing has it, before it is known which processes hold it. */
export type ListedSocket = Omit<Socket, 'pids' | 'pidsComplete'>;

/** The state in which a socket of each protocol waits for others: TCP_* of net/tcp_states.h, which all protocols use. */
export const WAITING_STATE: Readonly<Record<Protocol, number>> = {
  tcp: 10,
  sctp: 10,
  dccp: 10,
  udp: 7,
  udplite: 7,
  raw: 7,
};
