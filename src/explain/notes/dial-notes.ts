import type { Listener } from '../../model/listener.js';
import type { ReachEntry } from '../../model/reach.js';
import { isLinkLocal, isLoopback } from '../addresses.js';
import { likeliestFirst } from '../dial-order.js';
import { dialled } from '../endpoint.js';
import type { ExplainedHost, ExplainedNamespace, Subject } from '../host.js';
import { namespaceWords } from '../namespace-words.js';
import { firstFew } from '../sentence.js';

/** Virtual services that a note names. */
const SERVICES = 4;

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
    (address) => isRoutable(address) && !isLoopback(address),
    open.filter((entry) => entry.audience !== 'this-host' && !isUserNetwork(entry, host)),
  );
  const translated = open.find((entry) => entry.port !== listener.port && entry.ipvs === undefined);
  const services = [...new Set(open.flatMap(({ ipvs }) => ipvs ?? []))];
  return [
    ...dialSentences(dialled(likeliestFirst(outside, namespace), 4), dialled(here, 2)),
    ...(inside.length === 0 ? [] : [`In ${namespaceWords(namespace)}, dial ${dialled(inside, 2)}.`]),
    ...(translated === undefined
      ? []
      : [`A NAT rule hands port ${translated.port} to this socket's port ${listener.port}.`]),
    ...(services.length === 0
      ? []
      : [`IPVS hands it what is for ${firstFew(services, SERVICES, 'virtual service')}.`]),
    ...routedNotes(open, listener, namespace),
  ];
}

/** By the tap of a rootless container nobody dials but the program behind it. */
function isUserNetwork(entry: ReachEntry, host: ExplainedHost): boolean {
  const { interfaces } = host.namespace(entry.namespace);
  return interfaces.some(({ name, userNetwork }) => userNetwork !== undefined && name === entry.interface);
}

/** A container's own address, which a neighbour of the host reaches who takes the host for its router. */
function routedNotes(
  open: readonly ReachEntry[],
  listener: Listener,
  namespace: ExplainedNamespace,
): string[] {
  if (namespace.current) return [];
  const own = new Set(
    namespace.interfaces.flatMap(({ addresses }) => addresses.map(({ address }) => address)),
  );
  const past = open.filter(
    (entry) =>
      entry.namespace !== namespace.id && entry.audience !== 'this-host' && entry.port === listener.port,
  );
  const address = past
    .flatMap(({ destinations }) => destinations)
    .find((one) => own.has(one) && !isLoopback(one));
  if (address === undefined) return [];
  return [
    `Published or not, it is reached at its own address ${address} by whoever sends packets for that address to this machine: the forward hook lets them pass.`,
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
