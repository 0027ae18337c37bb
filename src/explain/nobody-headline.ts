import type { ReachEntry } from '../model/reach.js';
import type { Reason } from '../model/reason.js';
import { isMulticast } from './addresses.js';
import { answeredInstead, reasonClause } from './clauses.js';
import { dominantReason, tellingReason } from './dominant.js';
import type { ExplainedHost, Subject } from './host.js';
import { joinWords } from './sentence.js';

/** Why nobody at all can reach it, without capital and full stop. `quoting`: with the text of the rule. */
export function nobodyHeadline(subject: Subject, host: ExplainedHost, quoting: boolean): string {
  const clause = (reason: Reason) => reasonClause(reason, quoting);
  const { listener, reach, oneWay } = subject;
  const undecided = dominantReason(reach.filter((entry) => entry.verdict === 'conditional'));
  if (undecided !== undefined) return `it cannot be told whether anyone can reach it: ${clause(undecided)}`;
  const answerless = dominantReason(oneWay);
  if (answerless !== undefined) return `nobody gets an answer: ${clause(answerless)}; datagrams still arrive`;
  const absent = reach.length === 0 ? absentWords(subject, host) : undefined;
  if (absent !== undefined) return `nobody: ${absent}`;
  const reason = tellingReason(mostTelling(reach));
  const instead = reason && answeredInstead(reason, quoting);
  if (instead !== undefined) return `nobody: ${instead}`;
  if (reason !== undefined) return `nobody, not even this machine itself: ${clause(reason)}`;
  if (listener.protocol === 'raw') {
    return 'not for clients: a raw socket gets copies of packets, whatever port they are for';
  }
  return 'nobody: no packet gets as far as this socket';
}

/** What is missing on this host for any packet to be this socket's. */
function absentWords({ listener }: Subject, host: ExplainedHost): string | undefined {
  const { interfaces } = host.namespace(listener.namespace);
  const usable = (name: string) => interfaces.some((one) => one.name === name && one.up);
  if (listener.device !== undefined && !usable(listener.device)) {
    const known = interfaces.some((one) => one.name === listener.device);
    return `${listener.device}, which it is bound to, is ${known ? 'down' : 'gone'}`;
  }
  if (listener.scope !== 'specific-interface') return undefined;
  if (isMulticast(listener.address)) return `no interface has joined the group ${listener.address}`;
  if (listener.interfaces.length === 0) return `no interface has ${listener.address} now`;
  if (listener.interfaces.some(usable)) return undefined;
  const verb = listener.interfaces.length === 1 ? 'is' : 'are';
  return `${joinWords(listener.interfaces)}, which has ${listener.address}, ${verb} down`;
}

/** Why this machine's own programs are stopped says most: what stops them is meant for this very socket. */
function mostTelling(reach: readonly ReachEntry[]): readonly ReachEntry[] {
  const own = reach.filter((entry) => entry.audience === 'this-host');
  return own.length > 0 ? own : reach;
}
