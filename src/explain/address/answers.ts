import type { Audit, AuditedListener } from '../../model/audit.js';
import type { Audience } from '../../model/listener.js';
import type { ReachEntry, Verdict } from '../../model/reach.js';
import { reasonSentence } from '../reasons.js';
import { dialledAddress, isAmong } from './dialled.js';

/** Who of one audience gets to a listener at one address. */
export interface Reacher {
  readonly audience: Audience;
  readonly verdict: Verdict;
  readonly interface: string;
  readonly sources: readonly string[];
  readonly why: string;
}

/** One listener that concerns an address and a port. */
export interface Answer {
  readonly listener: string;
  /** False when it is bound there but nothing sent to the address reaches it. */
  readonly answers: boolean;
  readonly owner: string;
  readonly explanation: string;
  readonly reachers: readonly Reacher[];
}

/** The listeners that get what is sent to `address` and `port`, then those bound there that do not. */
export function answersAt(address: string, port: number, audit: Audit): readonly Answer[] {
  const current = audit.namespaces.find((each) => each.current)?.id;
  const target = dialledAddress(address, audit.host.platform);
  const bare = address.replace(/%.*$/, '');
  return audit.listeners
    .filter(({ namespace }) => namespace === current)
    .map((listener) => ({
      listener,
      entries: target === undefined ? [] : entriesAt(listener, target, port),
      isBound: listener.port === port && (listener.address === address || listener.address === bare),
    }))
    .filter(({ entries, isBound }) => entries.length > 0 || isBound)
    .map(({ listener, entries }) => ({
      listener: listener.id,
      answers: entries.some(({ verdict }) => verdict !== 'blocked'),
      owner: ownerText(listener),
      explanation: listener.explanation,
      reachers: entries.map(({ audience, verdict, interface: name, sources, reason }) => ({
        audience,
        verdict,
        interface: name,
        sources,
        why: reasonSentence(reason),
      })),
    }))
    .sort((a, b) => Number(b.answers) - Number(a.answers));
}

function entriesAt({ reach }: AuditedListener, target: string, port: number): readonly ReachEntry[] {
  return reach.filter((entry) => entry.port === port && isAmong(target, entry.destinations));
}

function ownerText({ owner }: AuditedListener): string {
  const [first] = owner.processes;
  if (first === undefined) return owner.kind === 'kernel' ? 'the kernel' : 'a process that could not be seen';
  return first.name === '' ? `process ${first.pid}` : `${first.name} (${first.pid})`;
}
