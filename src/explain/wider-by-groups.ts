import type { AuditedListener } from '../model/audit.js';
import { AUDIENCES, type Audience, type Exposure } from '../model/listener.js';

/**
 * The widest audience that broadcast addresses and groups let in, where it is wider than all that get in otherwise, or may; and whether
 * it certainly gets in.
 */
export function widerByGroups({
  groupReach,
  exposure,
  exposureAtMost,
}: Pick<AuditedListener, 'groupReach' | 'exposure' | 'exposureAtMost'>):
  | { readonly audience: Audience; readonly certain: boolean }
  | undefined {
  const entries = groupReach.filter(
    ({ verdict, asymmetric }) => verdict !== 'blocked' && asymmetric !== true,
  );
  if (entries.length === 0) return undefined;
  const widestOf = (audiences: readonly Audience[]) => Math.max(-1, ...audiences.map(rankOf));
  const certain = widestOf(entries.flatMap((each) => (each.verdict === 'allowed' ? [each.audience] : [])));
  const possible = widestOf(entries.map((each) => each.audience));
  const known = Math.max(rankOf(exposure), rankOf(exposureAtMost ?? 'none'));
  const rank = certain > known ? certain : possible;
  const audience = rank > known ? AUDIENCES[rank] : undefined;
  return audience && { audience, certain: rank === certain };
}

function rankOf(exposure: Exposure): number {
  return exposure === 'none' ? -1 : AUDIENCES.indexOf(exposure);
}
