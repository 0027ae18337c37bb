import type { AuditedListener } from '../model/audit.js';
import type { PolicyEntry, PolicySubject, SubjectCriterion } from '../model/policy.js';
import { SUBJECT_CRITERIA } from '../model/policy.js';
import type { ReachEntry } from '../model/reach.js';
import type { StandsFor } from '../model/stands-for.js';
import { parseAddress } from '../net/address.js';
import { contains } from '../net/address-set.js';
import { parseCidr } from '../net/cidr.js';
import { withoutZone } from './formats.js';
import { waysIn } from './ways-in.js';

/** Whether an entry is about a listener: criteria that do not hold, and those that could not be held against it. */
export interface Match {
  readonly failing: readonly SubjectCriterion[];
  readonly unknown: readonly SubjectCriterion[];
}

type Answer = 'yes' | 'no' | 'unknown';

/** Holds every criterion of `entry`, its ports and interfaces apart, against a listener or a port that NAT hands on. */
export function matchSubject({ criteria }: PolicyEntry, subject: PolicySubject): Match {
  const answers = SUBJECT_CRITERIA.flatMap((name) => {
    const wanted = criteria[name];
    return wanted === undefined ? [] : [{ name, answer: answerOf(name, wanted, subject) }];
  });
  const having = (which: Answer) => answers.filter(({ answer }) => answer === which).map(({ name }) => name);
  return { failing: having('no'), unknown: having('unknown') };
}

/** True when the entry speaks of the port that clients dial there. */
export function concernsPort({ ports }: PolicyEntry, port: number): boolean {
  return ports?.some(({ first, last }) => port >= first && port <= last) ?? true;
}

/** True when the entry speaks of this way in: of the port that clients dial, and the interface that they come in by. */
export function concernsWay(entry: PolicyEntry, way: Pick<ReachEntry, 'port' | 'interface'>): boolean {
  return (
    concernsPort(entry, way.port) && (entry.interfaces?.some((name) => isLike(way.interface, name)) ?? true)
  );
}

/** True when the entry speaks of one of the ports by which a listener is reached, or would be. */
export function concernsSomePort(entry: PolicyEntry, listener: AuditedListener): boolean {
  return [listener.port, ...waysIn(listener).map((way) => way.port)].some((each) =>
    concernsPort(entry, each),
  );
}

function answerOf(name: SubjectCriterion, wanted: readonly string[], subject: PolicySubject): Answer {
  const { listener } = subject;
  switch (name) {
    case 'protocol':
      return certain(wanted.includes(listener.protocol));
    case 'scope':
      return certain(subject.kind === 'listener' && wanted.includes(listener.scope));
    case 'address':
      return certain(subject.kind === 'listener' && wanted.some((text) => isBoundTo(listener.address, text)));
    case 'target':
      return certain(isAnyLike([subject.target], wanted));
    case 'namespace':
      return certain(isAnyLike([subject.namespace], wanted));
    case 'service':
      return isAnyLike([listener.service], wanted) ? 'yes' : otherwise(subject);
    case 'process':
      return held(subject, wanted, ({ name: comm, command }) => [comm, command[0]?.replace(/^.*\//s, '')]);
    case 'unit':
      return held(subject, wanted, ({ systemdUnit }) => [systemdUnit], startedUnit(subject));
    case 'container':
      return containerAnswer(subject, wanted);
    default:
      return name satisfies never;
  }
}

type Process = AuditedListener['owner']['processes'][number];

function held(
  subject: PolicySubject,
  wanted: readonly string[],
  read: (process: Process) => readonly (string | undefined)[],
  besides?: string,
): Answer {
  // No process of this host holds a port that NAT hands on.
  if (subject.kind === 'forward') return 'no';
  const names = [...subject.listener.owner.processes.flatMap(read), besides];
  return isAnyLike(names, wanted) ? 'yes' : otherwise(subject);
}

/** The service that systemd starts when somebody connects: whose the socket is, though systemd holds it. */
function startedUnit({ listener }: PolicySubject): string | undefined {
  const stands = standsFor(listener);
  return stands?.kind === 'service' && stands.by === 'systemd' ? stands.starts : undefined;
}

/**
 * A container is known by its processes, by the namespace that is its own, or by a process that holds a published port for
 * it; behind a port handed on it is not seen.
 */
function containerAnswer(subject: PolicySubject, wanted: readonly string[]): Answer {
  const { owner } = subject.listener;
  const stands = standsFor(subject.listener);
  const names = [
    ...owner.processes.map(({ container }) => container),
    ...(stands?.kind === 'container' ? [stands.container] : []),
    subject.namespace,
  ];
  if (isAnyLike(names, wanted)) return 'yes';
  return subject.kind === 'forward' ? 'unknown' : otherwise(subject);
}

/** Whom the holder of a socket stands in for, where it does. */
export function standsFor({ owner }: AuditedListener): StandsFor | undefined {
  return owner.kind === 'process' ? owner.standsFor : undefined;
}

/** The answer where what was seen does not fit: an owner that was not seen may. */
function otherwise({ kind, listener }: PolicySubject): Answer {
  return kind === 'listener' && listener.owner.kind === 'unknown' ? 'unknown' : 'no';
}

function certain(holds: boolean): Answer {
  return holds ? 'yes' : 'no';
}

function isAnyLike(texts: readonly (string | undefined)[], patterns: readonly string[]): boolean {
  return texts.some((text) => text !== undefined && patterns.some((pattern) => isLike(text, pattern)));
}

/** True when `text` is `pattern`, in which each * stands for any text. */
function isLike(text: string, pattern: string): boolean {
  if (!pattern.includes('*')) return text === pattern;
  const [first = '', ...parts] = pattern.split('*');
  const last = parts.pop() ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** An address with its zone is meant as it stands; a network holds addresses whatever their zone. */
function isBoundTo(address: string, wanted: string): boolean {
  if (address === wanted) return true;
  if (wanted.includes('%')) return false;
  const bound = parseAddress(withoutZone(address));
  const network = parseCidr(wanted);
  return bound !== undefined && bound.family === network?.family && contains(network, bound.value);
}
