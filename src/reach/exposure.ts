import { AUDIENCES, type Audience, type Exposure } from '../model/listener.js';
import type { ReachEntry, Verdict } from '../model/reach.js';
import { overlaps } from '../net/address-set.js';
import { parseCidr } from '../net/cidr.js';
import { globallyRoutable } from '../net/special.js';

/**
 * The widest audience with an allowed entry, and, if only conditional ones are wider, the widest of these. The internet
 * counts only where a destination is globally routable: a private address needs a router that forwards to it.
 */
export function exposureOf(entries: readonly ReachEntry[]): {
  readonly exposure: Exposure;
  readonly exposureAtMost?: Audience;
} {
  const allowed = widest(entries, 'allowed');
  const conditional = widest(entries, 'conditional');
  const exposure = AUDIENCES[allowed] ?? 'none';
  return conditional > allowed ? { exposure, exposureAtMost: AUDIENCES[conditional] } : { exposure };
}

/** Index into AUDIENCES, -1 for none. */
function widest(entries: readonly ReachEntry[], verdict: Verdict): number {
  let found = -1;
  for (const entry of entries) {
    const rank = AUDIENCES.indexOf(entry.audience);
    if (entry.verdict !== verdict || rank <= found) continue;
    if (entry.audience !== 'internet' || anyRoutable(entry.destinations)) found = rank;
  }
  return found;
}

/** Entries share their lists of destinations: each is looked at once. */
const routable = new WeakMap<readonly string[], boolean>();

function anyRoutable(destinations: readonly string[]): boolean {
  const known = routable.get(destinations) ?? destinations.some(isGloballyRoutable);
  routable.set(destinations, known);
  return known;
}

function isGloballyRoutable(destination: string): boolean {
  const set = parseCidr(destination);
  return set !== undefined && overlaps(set, globallyRoutable(set.family));
}
