import type { Gap } from '../../../model/gap.js';
import { rightsFor } from '../system/rights.js';
import type { FoundNamespace } from './find-namespaces.js';

/** What is known of network namespaces that were not read. */
export interface Unread {
  /** Those that may not be entered. */
  readonly refused: readonly FoundNamespace[];
  /** Those that nothing leads to but a mount that cannot be reached: as a rule another one covers it. */
  readonly covered: readonly FoundNamespace[];
  /** Pids in others still, a list for each namespace. */
  readonly elsewhere: readonly (readonly number[])[];
  /** /proc does not show every process of its PID namespace. */
  readonly hidden: boolean;
  /** Names of interfaces that are linked to one in a namespace that was not found. */
  readonly lost: readonly string[];
  /** By id of namespaces that were not found: processes that hold sockets there. */
  readonly waiting: readonly (readonly [id: string, pids: readonly number[]])[];
  /** There is a way to enter namespaces at all. */
  readonly enterable: boolean;
}

const SHOWN = 5;

export function namespaceGaps(
  { refused, covered, elsewhere, hidden, lost, waiting, enterable }: Unread,
  uid: number | undefined,
): Gap[] {
  const code = 'namespaces-unreadable';
  const remedy = `${rightsFor('namespaces', uid)}${uid === 0 ? ', as root of the host' : ''}`;
  const gaps: Gap[] = [];
  if (refused.length > 0) {
    const names = refused.map(({ id, name }) => name ?? id);
    gaps.push({
      code,
      subject: names.join(', '),
      detail: `${counted(refused.length, 'network namespace')} could not be entered, so that what listens there is not told: ${some(names)}.`,
      remedy: enterable ? remedy : 'install the koffi package for this system',
    });
  }
  if (covered.length > 0) {
    const mounted = covered.map(({ id, mounts: [path = '?'] }) => `${id} at ${path}`);
    gaps.push({
      code,
      subject: covered.map(({ id }) => id).join(', '),
      detail: `${counted(covered.length, 'network namespace')} could not be entered, so that what listens there is not told: nothing leads there but a mount that is covered by another one, or to which the way is not known without asking its file system: ${some(mounted)}.`,
      remedy: 'unmount what covers it',
    });
  }
  const pids = elsewhere.flat().sort((a, b) => a - b);
  if (pids.length > 0)
    gaps.push({
      code,
      subject: `processes ${some(pids.map(String))}`,
      detail: `${counted(pids.length, 'process', 'processes')} (${some(pids.map(String))}) ${pids.length === 1 ? 'is' : 'are'} in ${counted(elsewhere.length, 'network namespace')} that could not be looked into, so that what listens there is not told.`,
      remedy,
    });
  if (hidden)
    gaps.push({
      code,
      subject: 'hidden processes',
      detail:
        'What /proc shows leaves processes out (hidepid): they may be in other network namespaces, of which nothing is told.',
      remedy,
    });
  // Where others could not be entered, these are what the interfaces lead to.
  if (lost.length > 0 && gaps.length === 0)
    gaps.push({
      code,
      subject: `what ${some(lost)} ${lost.length === 1 ? 'leads' : 'lead'} to`,
      detail: `The other end of ${some(lost)} is in a network namespace that neither a process or a thread nor a mount nor a descriptor leads to: a socket alone keeps it, or a mount in a mount namespace that no process is in, or it has just begun. What listens there is not told, and no packet is followed there.`,
    });
  if (waiting.length > 0) {
    const pids = [...new Set(waiting.flatMap((each) => each[1]))].sort((a, b) => a - b).map(String);
    const holders = `${pids.length === 1 ? 'process' : 'processes'} ${some(pids)}`;
    gaps.push({
      code,
      subject: `sockets of ${holders}`,
      detail: `Sockets of ${holders} wait for packets in ${counted(waiting.length, 'network namespace')} that neither a process or a thread nor a mount nor a descriptor leads to. Neither they nor who reaches them are told.`,
    });
  }
  return gaps;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The first few, and how many more there are. */
function some(words: readonly string[]): string {
  const rest = words.length - SHOWN;
  return rest > 1 ? `${words.slice(0, SHOWN).join(', ')} and ${rest} more` : words.join(', ');
}
