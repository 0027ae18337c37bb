import type { Endpoint } from './endpoint.js';

/** The words for LISTEN that netstat prints in some languages of Windows, besides English. */
const LISTEN_WORDS = /^(LISTEN(ING)?|ABH[ÖO\uFFFD]REN|ESCUCHANDO|ESCUCHA|OUVINDO|À_L'ÉCOUTE|ÉCOUTE)$/iu;

/** The words for every other state of TCP, and of no state, that tools print in English. */
const OTHER_WORDS =
  /^(ESTAB(LISHED)?|SYN[-_](SENT|RECV|RCVD|RECEIVED)|FIN[-_]WAIT[-_]?[12]|TIME[-_]WAIT|CLOSE[-_]WAIT|LAST[-_]ACK|CLOSING|CLOSED?|BOUND|IDLE|NEW[-_]SYN[-_]RECV|DELETE[-_]TCB)$/i;

/**
 * True when a socket waits for others. The state word decides where it is known; else, and for protocols without
 * states, the peer does: any address and any port.
 */
export function isListening(protocol: string, state: string, peer: Endpoint | undefined): boolean {
  if (LISTEN_WORDS.test(state)) return true;
  const hasPeer = peer !== undefined && peer.port !== undefined && peer.port !== 0;
  if (protocol === 'udp' || protocol === 'udplite' || protocol === 'raw') return !hasPeer;
  return state !== '' && !OTHER_WORDS.test(state) && !hasPeer;
}
