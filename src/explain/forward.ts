import { AUDIENCES, type Audience } from '../model/listener.js';
import type { Forward, ReachEntry } from '../model/reach.js';
import { isGloballyRoutable } from './addresses.js';
import { reasonClause } from './clauses.js';
import { dominantReason } from './dominant.js';
import { dialled } from './endpoint.js';
import type { ExplainedHost } from './host.js';
import { capital } from './sentence.js';
import { whoWords } from './who.js';

/** One sentence on a port that NAT hands on: who gets through to its target, or why nobody does. */
export function explainForward(forward: Forward, host: ExplainedHost): string {
  const { address, port } = forward.target;
  const target = `NAT hands it to ${address}:${port}`;
  const widest = widestAllowed(forward.reach);
  if (widest === undefined) {
    const reason = dominantReason(forward.reach);
    return `Nobody gets through to ${address}:${port}${reason === undefined ? '' : `: ${reasonClause(reason)}`}.`;
  }
  const entries = forward.reach.filter((entry) => entry.audience === widest && counts(entry));
  const who = whoWords(widest, entries, forward.reach, host.namespace(forward.namespace));
  return `${capital(who)}, at ${dialled(entries, 2)}; ${target}.`;
}

function widestAllowed(reach: readonly ReachEntry[]): Audience | undefined {
  return AUDIENCES.toReversed().find((audience) =>
    reach.some((entry) => entry.audience === audience && counts(entry)),
  );
}

/** Allowed, and from the internet only where it can send to the address that is dialled. */
function counts({ verdict, audience, destinations }: ReachEntry): boolean {
  return verdict === 'allowed' && (audience !== 'internet' || destinations.some(isGloballyRoutable));
}
