import type { Audience } from '../model/listener.js';
import type { ReachEntry } from '../model/reach.js';
import { isGloballyRoutable } from './addresses.js';
import type { Subject } from './host.js';

/** Of the internet only what counts where there is such: entries whose destination the internet can send to. */
export function entriesOf(
  { reach }: Subject,
  audience: Audience,
  verdict: ReachEntry['verdict'],
): readonly ReachEntry[] {
  const entries = reach.filter((entry) => entry.audience === audience && entry.verdict === verdict);
  if (audience !== 'internet' || verdict === 'blocked') return entries;
  const routable = entries.filter(({ destinations }) => destinations.some(isGloballyRoutable));
  return routable.length > 0 ? routable : entries;
}

/** That a listener is bound to loopback, as a clause. */
export function loopbackBind({ listener }: Subject): string | undefined {
  if (listener.scope !== 'loopback-only') return undefined;
  return `it is bound to ${listener.device === 'lo' ? 'the loopback interface' : listener.address}`;
}
