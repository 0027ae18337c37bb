import { AUDIENCES, type Audience } from '../../model/listener.js';
import type { PolicySubject } from '../../model/policy.js';
import type { ReachEntry } from '../../model/reach.js';
import { isGloballyRoutable } from '../addresses.js';
import { reasonClause } from '../clauses.js';
import { likeliestFirst } from '../dial-order.js';
import { dominantReason } from '../dominant.js';
import { dialled } from '../endpoint.js';
import { handing } from '../forward.js';
import { groupBy } from '../group-by.js';
import type { ExplainedHost } from '../host.js';
import { labelled } from '../namespace-words.js';
import { capital, joinWords } from '../sentence.js';
import { withoutStrays } from '../strays.js';
import { whoWords } from '../who.js';

/** More audiences than these are told by the widest. */
const TOLD = 2;

/** Who gets in by `open`, and may by `perhaps`, which are parts of the reach of `subject`: sentences. */
export function whoGetsIn(
  subject: PolicySubject,
  open: readonly ReachEntry[],
  perhaps: readonly ReachEntry[],
  host: ExplainedHost,
): string {
  // A listing tells of no interfaces and addresses: its listeners have words of their own for that.
  if (host.collector === 'pasted') return subject.listener.explanation;
  const sentences: string[] = [];
  if (open.length > 0)
    sentences.push(`${capital(people(subject, open, host))} can reach it, at ${at(subject, open, host)}.`);
  if (perhaps.length > 0) {
    const reason = dominantReason(widestOf(perhaps));
    const why = reason === undefined ? '' : `: ${reasonClause(reason, false)}`;
    sentences.push(
      open.length > 0
        ? `Perhaps ${people(subject, perhaps, host)} can, too${why}.`
        : `Perhaps ${people(subject, perhaps, host)} can reach it, at ${at(subject, perhaps, host)}.`,
    );
  }
  return sentences.join(' ');
}

/** What lets them in: where the socket is bound, and what decides on the way. */
export function whyTheyGetIn({ kind, listener, target }: PolicySubject, ways: readonly ReachEntry[]): string {
  const reason = dominantReason(widestOf(ways));
  const decides = reason === undefined ? '' : `, and ${reasonClause(reason)}`;
  if (kind === 'forward') return `${handing(ways)} hands the port to ${target}${decides}.`;
  const { address, scope, port } = listener;
  const dialled = [...new Set(ways.map((way) => way.port))].filter((each) => each !== port);
  if (ways.length > 0 && ways.every((way) => way.port !== port))
    return `${handing(ways)} hands port ${joinWords(dialled.map(String))} to it${decides}.`;
  return scope === 'all-interfaces'
    ? `It is bound to ${address}, which is every address of its network namespace${decides}.`
    : `It is bound to ${address}${decides}.`;
}

function people(subject: PolicySubject, part: readonly ReachEntry[], host: ExplainedHost): string {
  const all = labelled(withoutStrays(subject.listener.reach), host);
  const byAudience = groupBy(labelled(counted(part), host), ({ audience }) => audience);
  const named = AUDIENCES.toReversed().flatMap((audience) => {
    const ways = byAudience.get(audience);
    return ways === undefined
      ? []
      : [whoWords(audience, ways, all, host.namespace(subject.listener.namespace))];
  });
  const told = named.slice(0, TOLD);
  return named.length > TOLD ? `${told.join(', ')} and narrower audiences` : joinWords(told);
}

function at(subject: PolicySubject, part: readonly ReachEntry[], host: ExplainedHost): string {
  return dialled(likeliestFirst(widestOf(part), host.namespace(subject.listener.namespace)), 2);
}

function widestOf(part: readonly ReachEntry[]): readonly ReachEntry[] {
  const ways = counted(part);
  const rank = ({ audience }: { readonly audience: Audience }) => AUDIENCES.indexOf(audience);
  const most = Math.max(...ways.map(rank));
  return ways.filter((way) => rank(way) === most);
}

/** Without senders under addresses of the internet to private ones, and without strays, where others are there. */
function counted(part: readonly ReachEntry[]): readonly ReachEntry[] {
  const ordinary = withoutStrays(part).filter(
    ({ audience, destinations }) => audience !== 'internet' || destinations.some(isGloballyRoutable),
  );
  return ordinary.length > 0 ? ordinary : part;
}
