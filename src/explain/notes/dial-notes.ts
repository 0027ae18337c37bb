import type { ReachEntry } from '../../model/reach.js';
import { isLinkLocal, isLoopback } from '../addresses.js';
import { likeliestFirst } from '../dial-order.js';
import { dialled } from '../endpoint.js';
import type { ExplainedHost, Subject } from '../host.js';
import { namespaceWords } from '../namespace-words.js';

/** What a client has to dial, from outside and on this machine */
export function dialNotes({ reach, listener }: Subject, host: ExplainedHost): string[] {
  const open = reach.filter((entry) => entry.verdict !== 'blocked');
  const namespace = host.namespace(listener.namespace);
  const programs = open.filter((entry) => entry.audience === 'this-host');
  const isInside = (entry: ReachEntry) => !namespace.current && entry.namespace === namespace.id;
  const here = preferring(
    isLoopback,
    programs.filter((entry) => !isInside(entry)),
  );
  const inside = preferring(isLoopback, programs.filter(isInside));
  const outside = preferring(
    isRoutable,
    open.filter((entry) => entry.audience !== 'this-host'),
  );
  const translated = open.find((entry) => entry.port !== listener.port);
  return [
    ...dialSentences(dialled(likeliestFirst(outside, namespace), 4), dialled(here, 2)),
    ...(inside.length === 0 ? [] : [`In ${namespaceWords(namespace)}, dial ${dialled(inside, 2)}.`]),
    ...(translated === undefined
      ? []
      : [`A NAT rule hands port ${translated.port} to this socket's port ${listener.port}.`]),
  ];
}

function dialSentences(outside: string, here: string): string[] {
  if (outside === here) return here === '' ? [] : [`Dial ${here}, on this machine and from elsewhere.`];
  return [
    ...(outside === '' ? [] : [`From elsewhere, dial ${outside}.`]),
    ...(here === '' ? [] : [`On this machine, dial ${here}.`]),
  ];
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
