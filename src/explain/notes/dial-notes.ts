import type { ReachEntry } from '../../model/reach.js';
import { isLinkLocal, isLoopback } from '../addresses.js';
import { dialled } from '../endpoint.js';
import type { Subject } from '../host.js';

/** What a client has to dial: from outside, and on this machine. */
export function dialNotes({ reach, listener }: Subject): string[] {
  const open = reach.filter((entry) => entry.verdict !== 'blocked');
  const here = open.filter((entry) => entry.audience === 'this-host');
  const outside = open.filter((entry) => entry.audience !== 'this-host');
  const notes: string[] = [];
  if (outside.length > 0) notes.push(`From elsewhere, dial ${dialled(preferring(isRoutable, outside), 4)}.`);
  if (here.length > 0) notes.push(`On this machine, dial ${dialled(preferring(isLoopback, here), 2)}.`);
  const translated = open.find((entry) => entry.port !== listener.port);
  if (translated !== undefined) {
    notes.push(`A NAT rule hands port ${translated.port} to this socket's port ${listener.port}.`);
  }
  return notes;
}

/** Only destinations of the better kind, where there are any. */
function preferring(
  better: (address: string) => boolean,
  entries: readonly ReachEntry[],
): readonly ReachEntry[] {
  const narrowed = entries.map((entry) => ({ ...entry, destinations: entry.destinations.filter(better) }));
  return narrowed.some(({ destinations }) => destinations.length > 0) ? narrowed : entries;
}

function isRoutable(address: string): boolean {
  return !isLinkLocal(address);
}
