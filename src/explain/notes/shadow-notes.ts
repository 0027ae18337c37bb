import type { Listener } from '../../model/listener.js';
import { endpoint } from '../endpoint.js';
import type { ExplainedHost, Subject } from '../host.js';
import { ownerWords } from '../owner-words.js';
import { firstFew } from '../sentence.js';

/**
 * Listeners on the same port that take packets from this one, and the one that it takes packets from. The kernel looks
 * for an exact address before a wildcard, and prefers a device-bound socket among wildcards (inet_hashtables.c).
 */
export function shadowNotes({ listener }: Subject, host: ExplainedHost): string[] {
  const rivals = host.siblings(listener).filter((other) => sharesFamily(listener, other));
  const above = rivals.filter((other) => beats(other, listener));
  const below = rivals.filter((other) => beats(listener, other));
  const notes: string[] = [];
  if (above.length > 0) {
    const words = above.map((other) => `${where(other)} (${ownerWords(other)})`);
    notes.push(`More specific sockets take their part of it: ${firstFew(words, 3, 'socket')}.`);
  }
  const [rest] = below;
  if (rest !== undefined) {
    notes.push(`At other addresses ${rest.id} (${ownerWords(rest)}) has the port.`);
  }
  return notes;
}

function beats(winner: Listener, loser: Listener): boolean {
  if (isWildcard(winner) !== isWildcard(loser)) return isWildcard(loser);
  return isWildcard(winner) && winner.device !== undefined && loser.device === undefined;
}

function isWildcard({ address }: Listener): boolean {
  return address === '0.0.0.0' || address === '::' || address === '::ffff:0.0.0.0';
}

function sharesFamily(a: Listener, b: Listener): boolean {
  return a.accepts.some((family) => b.accepts.includes(family));
}

function where({ address, port, device }: Listener): string {
  return device === undefined || address.includes('%')
    ? endpoint(address, port)
    : `${endpoint(address, port)} by ${device}`;
}
