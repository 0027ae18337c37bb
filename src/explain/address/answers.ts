import type { Audit, AuditedListener } from '../../model/audit.js';
import type { ReachEntry } from '../../model/reach.js';
import type { Advice } from '../closing/advice.js';
import { closeAdvice } from '../closing.js';
import { type ExplainedHost, explainedHost, type Subject } from '../host.js';
import { audienceNotes } from '../notes/audience-notes.js';
import { strayNotes } from '../notes/stray-notes.js';
import { ownerWords } from '../owner-words.js';
import { withoutStrays } from '../strays.js';
import { dialledAddress, isAmong } from './dialled.js';

/** One listener that concerns an address and a port. */
export interface Answer {
  readonly listener: string;
  /** False when it is bound there but nothing sent to the address reaches it. */
  readonly answers: boolean;
  readonly owner: string;
  /** Who reaches it at this address, a sentence for each audience and verdict. */
  readonly sentences: readonly string[];
  /** The same as data. */
  readonly reach: readonly ReachEntry[];
  /** What would close it to everybody but this machine, best first; empty when nobody else reaches it there. */
  readonly closing: readonly Advice[];
}

/** The listeners that get what is sent to `address` and `port`, then those bound there that do not. */
export function answersAt(address: string, port: number, audit: Audit): readonly Answer[] {
  const { facts } = audit.evidence;
  const host = explainedHost({ ...facts, gaps: audit.gaps }, audit.interfaces, audit.listeners);
  const current = audit.namespaces.find((each) => each.current)?.id;
  const target = dialledAddress(address, audit.host.platform);
  return audit.listeners
    .filter(({ namespace }) => namespace === current)
    .flatMap((listener) => {
      const reach = entriesFor(listener, { address, target, port });
      if (reach.length === 0 && !isBoundTo(listener, address, port)) return [];
      return {
        listener: listener.id,
        answers: reach.some(({ verdict }) => verdict !== 'blocked'),
        owner: ownerWords(listener),
        sentences: sentencesOn({ ...listener, listener, reach }, host),
        closing: reach.some(isOpenToOthers) ? closeAdvice(listener, audit) : [],
        reach,
      };
    })
    .sort((a, b) => Number(b.answers) - Number(a.answers));
}

function sentencesOn(subject: Subject, host: ExplainedHost): readonly string[] {
  const regular = { ...subject, reach: withoutStrays(subject.reach) };
  return [...audienceNotes(regular, host), ...strayNotes(subject)];
}

function isOpenToOthers({ verdict, audience }: ReachEntry): boolean {
  return verdict !== 'blocked' && audience !== 'this-host';
}

/**
 * Entries for what is sent to `target`. Asked of 0.0.0.0 or `::`, which servers are bound to more often than clients dial
 * them, a listener bound to it has all of its entries.
 */
function entriesFor(
  listener: AuditedListener,
  { address, target, port }: { address: string; target: string | undefined; port: number },
): readonly ReachEntry[] {
  const isBind = ANY.includes(address) && isBoundTo(listener, address, port);
  return listener.reach.filter(
    (entry) =>
      entry.port === port && (isBind || (target !== undefined && isAmong(target, entry.destinations))),
  );
}

const ANY: readonly string[] = ['0.0.0.0', '::'];

function isBoundTo(listener: AuditedListener, address: string, port: number): boolean {
  return listener.port === port && [address, address.replace(/%.*$/, '')].includes(listener.address);
}
