import type { ReachEntry } from '../../model/reach.js';
import { dialled } from '../endpoint.js';
import type { Subject } from '../host.js';

/** What a client has to dial: from outside, and on this machine. */
export function dialNotes({ reach, listener }: Subject): string[] {
  const open = reach.filter((entry) => entry.verdict === 'allowed');
  const here = open.filter((entry) => entry.audience === 'this-host');
  const outside = open.filter((entry) => entry.audience !== 'this-host');
  const notes: string[] = [];
  if (outside.length > 0) notes.push(`From elsewhere, dial ${dialled(outside, 4)}.`);
  if (here.length > 0) notes.push(`On this machine, dial ${dialled(loopbackFirst(here), 3)}.`);
  const translated = open.find((entry) => entry.port !== listener.port);
  if (translated !== undefined) {
    notes.push(`A NAT rule hands port ${translated.port} to this socket's port ${listener.port}.`);
  }
  return notes;
}

function loopbackFirst(entries: readonly ReachEntry[]): readonly ReachEntry[] {
  const isLoopback = (text: string) => text.startsWith('127.') || text === '::1';
  return entries.map((entry) => ({
    ...entry,
    destinations: entry.destinations.toSorted((a, b) => Number(isLoopback(b)) - Number(isLoopback(a))),
  }));
}
