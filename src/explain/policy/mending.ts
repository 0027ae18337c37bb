import type { Audit, AuditedListener } from '../../model/audit.js';
import type { GapCode } from '../../model/gap.js';
import type { PolicySubject } from '../../model/policy.js';
import type { ReachEntry } from '../../model/reach.js';
import type { ReasonCode } from '../../model/reason.js';
import type { Advice } from '../closing/advice.js';
import { firewallAdvice } from '../closing/firewall-advice.js';
import { closeAdvice } from '../closing.js';
import { capital } from '../sentence.js';

/** What could be decided if more were read. */
const UNREAD: ReadonlySet<ReasonCode> = new Set(['firewall-unreadable', 'facts-unreadable']);

/** What of the gaps leaves reach in doubt. */
const DOUBTING: readonly GapCode[] = ['input-incomplete', 'firewall-unreadable', 'firewall-tool-missing'];

/**
 * What closes `part` of a listener's reach, the smallest change first: its own setting where nobody but this host is left then; a
 * rule that stops this part alone where others are permitted; what closes it to everybody else last.
 */
export function closing(
  { kind, listener }: PolicySubject,
  part: readonly ReachEntry[],
  audit: Audit,
): readonly Advice[] {
  const whole = closeAdvice(listener, audit);
  if (kind === 'forward' || !leavesOthers(listener, part)) return whole;
  const narrow = firewallAdvice(listener, audit, part);
  const note = 'It stops those, too, whom the policy permits.';
  return [
    ...(narrow === undefined ? [] : [narrow]),
    ...whole.map((advice) => ({
      ...advice,
      note: advice.note === undefined ? note : `${note} ${advice.note}`,
    })),
  ];
}

/** True when others than this host get in, besides those of `part`. */
function leavesOthers({ reach }: AuditedListener, part: readonly ReachEntry[]): boolean {
  const key = ({ interface: name, port, destinations, sources }: ReachEntry) =>
    `${name} ${port} ${destinations} ${sources}`;
  const stopped = new Set(part.map(key));
  return reach.some(
    (way) => way.verdict !== 'blocked' && way.audience !== 'this-host' && !stopped.has(key(way)),
  );
}

/** What lets it be decided whether `part` of a listener's reach is there: reading more, else closing it. */
export function deciding(
  subject: PolicySubject,
  part: readonly ReachEntry[],
  audit: Audit,
): readonly Advice[] {
  return part.some(({ reason }) => UNREAD.has(reason.code))
    ? [seeing(audit, DOUBTING, 'Run as root, so that all is read')]
    : closing(subject, part, audit);
}

/** What lets the holder of a socket be seen. */
export function seeingOwners(audit: Audit): Advice {
  return seeing(
    audit,
    ['input-incomplete', 'owners-unreadable'],
    'Run as root, so that the holders of all sockets are seen',
  );
}

/** The remedy of the first such gap that has one. */
function seeing({ gaps }: Audit, codes: readonly GapCode[], otherwise: string): Advice {
  const remedy = codes
    .flatMap((code) => gaps.filter((gap) => gap.code === code))
    .find((gap) => gap.remedy !== undefined)?.remedy;
  return { title: capital(remedy ?? otherwise), lines: [] };
}
