import { AUDIENCES, type Audience } from '../model/listener.js';
import type { Forward, ReachEntry } from '../model/reach.js';
import { isGloballyRoutable } from './addresses.js';
import { reasonClause } from './clauses.js';
import { likeliestFirst } from './dial-order.js';
import { dominantReason, tellingReason } from './dominant.js';
import { dialled, endpoint } from './endpoint.js';
import type { ExplainedHost } from './host.js';
import { labelled } from './namespace-words.js';
import { capital } from './sentence.js';
import { withoutStrays } from './strays.js';
import { whoWords } from './who.js';

/** One sentence on a port that NAT or IPVS hands on: who gets through to its target, or may, or why nobody does. */
export function explainForward(forward: Forward, host: ExplainedHost): string {
  const { address, port, guest } = forward.target;
  const target = `${endpoint(address, port)}${guest === undefined ? '' : ` of the virtual machine ${guest}`}`;
  const reach = labelled(withoutStrays(forward.reach), host);
  const at = (entries: readonly ReachEntry[]) =>
    dialled(likeliestFirst(entries, host.namespace(forward.namespace)), 2);
  const who = (entries: readonly ReachEntry[]) => peopleWords(entries, reach, forward.namespace, host);
  const open = widest(reach, 'allowed');
  const undecided = widest(reach, 'conditional');
  const doubt = dominantReason(undecided);
  if (open.length > 0) {
    const more =
      doubt === undefined ? '' : `; perhaps ${who(undecided)} too, since ${reasonClause(doubt, false)}`;
    return `${capital(who(open))}, at ${at(open)}; ${handing(forward.reach)} hands it to ${target}${more}.`;
  }
  if (doubt !== undefined) {
    return `At most ${who(undecided)}, at ${at(undecided)}; ${handing(forward.reach)} hands it to ${target}; not certain, because ${reasonClause(doubt)}.`;
  }
  const reason = tellingReason(reach);
  return `Nobody gets through to ${target}${reason === undefined ? '' : `: ${reasonClause(reason)}`}.`;
}

/** Who hands on what is let in by these entries. */
export function handing(entries: readonly ReachEntry[]): 'NAT' | 'IPVS' {
  return entries.some(({ ipvs }) => ipvs !== undefined) ? 'IPVS' : 'NAT';
}

function peopleWords(
  entries: readonly ReachEntry[],
  reach: readonly ReachEntry[],
  namespace: string,
  host: ExplainedHost,
): string {
  const [first] = entries;
  return first === undefined ? '' : whoWords(first.audience, entries, reach, host.namespace(namespace));
}

/** The entries of one verdict of the widest audience; of the internet only where it can send to the address that is dialled. */
function widest(reach: readonly ReachEntry[], verdict: ReachEntry['verdict']): readonly ReachEntry[] {
  const counting = reach.filter(
    (entry) =>
      entry.verdict === verdict &&
      (entry.audience !== 'internet' || entry.destinations.some(isGloballyRoutable)),
  );
  const rank = ({ audience }: { readonly audience: Audience }) => AUDIENCES.indexOf(audience);
  const most = Math.max(...counting.map(rank));
  return counting.filter((entry) => rank(entry) === most);
}
