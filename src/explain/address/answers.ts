import type { Audit, AuditedListener } from '../../model/audit.js';
import { AUDIENCES } from '../../model/listener.js';
import type { Forward, ReachEntry } from '../../model/reach.js';
import { isLoopback } from '../addresses.js';
import type { Advice } from '../closing/advice.js';
import { forwardAdvice } from '../closing/forward-advice.js';
import { closeAdvice } from '../closing.js';
import { endpoint } from '../endpoint.js';
import { explainForward } from '../forward.js';
import { type ExplainedHost, explainedHost } from '../host.js';
import { labelled } from '../namespace-words.js';
import { audienceNotes } from '../notes/audience-notes.js';
import { oneWayNotes } from '../notes/caveat-notes.js';
import { ownerNotes } from '../notes/owner-notes.js';
import { relayNotes } from '../notes/relay-notes.js';
import { strayNotes } from '../notes/stray-notes.js';
import { ownerWords } from '../owner-words.js';
import { withoutStrays } from '../strays.js';
import { mappedIpv4 } from './facts-of.js';
import { canAnswer, type Destination, isBoundTo, isSentTo } from './here/destination.js';
import type { Here } from './here/here.js';

/** One listener, or port that NAT hands on, that concerns an address and a port. */
export interface Answer {
  /** The id of the listener or of the forward. */
  readonly listener: string;
  /** False when it is bound there but nothing sent to the address reaches it. */
  readonly answers: boolean;
  /** True when somebody certainly reaches it there. */
  readonly certain: boolean;
  /** The program; for a forward, where NAT hands it. */
  readonly owner: string;
  readonly isForward: boolean;
  /** Who reaches it at this address, a sentence for each audience and verdict. */
  readonly sentences: readonly string[];
  /** The same as data. */
  readonly reach: readonly ReachEntry[];
  /** What would close it to everybody but this machine, best first; empty when nobody else reaches it there. */
  readonly closing: readonly Advice[];
}

/** Who answers at an address and port, and who listens on the port elsewhere. */
export interface PortAnswers {
  readonly number: number;
  /** Those that get what is sent there, the one that is open to most first, then those bound there that do not. */
  readonly answers: readonly Answer[];
  /** Ids of listeners that have the port at other addresses; for a group or a broadcast address, in a listing, at all addresses. */
  readonly elsewhere: readonly string[];
  /** Of loopback addresses and those that stand for all, ids of listeners on the port in other namespaces: each has its own. */
  readonly inOtherNamespaces: readonly string[];
}

/** What is asked for. */
interface Asked {
  readonly address: string;
  readonly port: number;
  readonly destination: Destination;
}

/** Who answers at `address` (standard spelling) and `port`; `here` is what the host makes of the address. */
export function answersAt(
  address: string,
  port: number,
  audit: Audit,
  { destination }: Pick<Here, 'destination'>,
): PortAnswers {
  const { facts } = audit.evidence;
  const host = explainedHost({ ...facts, gaps: audit.gaps }, audit.interfaces, audit.listeners);
  const asked = { address, port, destination };
  const listeners = audit.listeners.filter((listener) => canAnswer(destination, listener));
  const answers = [
    ...listeners.flatMap((listener) => listenerAnswer(listener, asked, host, audit)),
    ...audit.forwards.flatMap((forward) => forwardAnswer(forward, asked, host, audit)),
  ].sort((a, b) => Number(b.answers) - Number(a.answers) || widest(b.reach) - widest(a.reach));
  const others = listeners
    .filter((each) => each.port === port && !answers.some(({ listener }) => listener === each.id))
    .filter((each) => !destination.isForMany || (facts.collector !== 'linux' && ANY.includes(each.address)));
  const idsWhere = (isNear: boolean) =>
    others.filter((each) => (each.namespace === destination.namespace) === isNear).map(({ id }) => id);
  const inOtherNamespaces = isEverywhere(address) ? idsWhere(false) : [];
  return { number: port, answers, elsewhere: idsWhere(true), inOtherNamespaces };
}

/** Addresses that every namespace has, or takes for all of its own. */
function isEverywhere(address: string): boolean {
  return ANY.includes(address) || isLoopback(mappedIpv4(address) ?? address);
}

function listenerAnswer(
  listener: AuditedListener,
  asked: Asked,
  host: ExplainedHost,
  audit: Audit,
): Answer[] {
  const { isForMany } = asked.destination;
  const reach = entriesFor(listener, [...listener.reach, ...(isForMany ? listener.groupReach : [])], asked);
  const lost = [...listener.oneWay, ...(isForMany ? listener.groupOneWay : [])];
  const oneWay = entriesFor(listener, lost, asked);
  if (reach.length === 0 && oneWay.length === 0 && !isBound(listener, asked)) return [];
  const subject = { ...listener, listener, reach: labelled(reach, host), oneWay };
  const regular = { ...subject, reach: withoutStrays(subject.reach) };
  return [
    {
      listener: listener.id,
      answers: isOpen(reach),
      certain: reach.some(({ verdict }) => verdict === 'allowed'),
      owner: ownerWords(listener),
      isForward: false,
      sentences: [
        ...ownerNotes(subject),
        ...audienceNotes(regular, host),
        ...relayNotes(subject, host),
        ...strayNotes(subject),
        ...oneWayNotes(subject, host),
      ],
      closing: reach.some(isOpenToOthers) ? closeAdvice(listener, audit) : [],
      reach,
    },
  ];
}

function forwardAnswer(forward: Forward, asked: Asked, host: ExplainedHost, audit: Audit): Answer[] {
  const reach = entriesAt(forward.reach, asked);
  if (reach.length === 0) return [];
  return [
    {
      listener: forward.id,
      answers: isOpen(reach),
      certain: reach.some(({ verdict }) => verdict === 'allowed'),
      owner: endpoint(forward.target.address, forward.target.port),
      isForward: true,
      sentences: [explainForward({ ...forward, reach }, host)],
      closing: reach.some(isOpenToOthers) ? forwardAdvice(forward, audit) : [],
      reach,
    },
  ];
}

/** The place of the widest audience that certainly gets through; -1 for nobody. */
function widest(reach: readonly ReachEntry[]): number {
  const allowed = reach.filter(({ verdict }) => verdict === 'allowed');
  return Math.max(-1, ...allowed.map(({ audience }) => AUDIENCES.indexOf(audience)));
}

function isOpen(reach: readonly ReachEntry[]): boolean {
  return reach.some(({ verdict }) => verdict !== 'blocked');
}

function isOpenToOthers({ verdict, audience }: ReachEntry): boolean {
  return verdict !== 'blocked' && audience !== 'this-host';
}

/**
 * Entries for what is sent to the address. Asked of 0.0.0.0 or `::`, which servers are bound to more often than clients dial
 * them, a listener bound to it has all of its entries.
 */
function entriesFor(
  listener: AuditedListener,
  entries: readonly ReachEntry[],
  asked: Asked,
): readonly ReachEntry[] {
  const isBind = ANY.includes(asked.address) && isBound(listener, asked);
  return isBind ? entries.filter(({ port }) => port === asked.port) : entriesAt(entries, asked);
}

/** The entries for what is sent to the address, and of their destinations this one. */
function entriesAt(entries: readonly ReachEntry[], { port, destination }: Asked): readonly ReachEntry[] {
  return entries
    .filter((entry) => entry.port === port && isSentTo(destination, entry))
    .map((entry) => ({
      ...entry,
      destinations: entry.destinations.filter((each) =>
        isSentTo(destination, { ...entry, destinations: [each] }),
      ),
    }));
}

const ANY: readonly string[] = ['0.0.0.0', '::'];

function isBound(listener: AuditedListener, { address, port, destination }: Asked): boolean {
  return listener.port === port && isBoundTo(destination, listener, address);
}
