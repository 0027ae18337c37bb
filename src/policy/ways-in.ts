import type { AuditedListener } from '../model/audit.js';
import type { ReachEntry } from '../model/reach.js';

/**
 * Every way in that a policy permits or does not: those of `reach`, and by broadcast addresses and groups, of which the datagrams
 * get to the program just the same. What comes from elsewhere under addresses of other links (`asymmetric`) only a neighbour sends to
 * these, who is judged by the addresses of the link.
 */
export function waysIn({ reach, groupReach }: AuditedListener): readonly ReachEntry[] {
  if (groupReach.length === 0) return reach;
  return [...reach, ...groupReach.filter(({ asymmetric }) => asymmetric !== true)];
}
