import { tellingReason } from '../explain/dominant.js';
import { reasonSentence } from '../explain/reasons.js';
import { withoutStrays } from '../explain/strays.js';
import type { AuditedListener } from '../model/audit.js';
import { AUDIENCES } from '../model/listener.js';
import type { ReachEntry } from '../model/reach.js';
import type { Reason } from '../model/reason.js';

/**
 * Why a listener is exposed as far as it is, in the few words of a table cell: the reason of the entry that makes the
 * exposure; for one that only this host reaches, or nobody, what stops the widest of the others.
 */
export function whyExposed(listener: AuditedListener): string {
  if (listener.scope === 'loopback-only') return 'bound to loopback';
  const reason = decidingReason(listener);
  if (reason !== undefined) return reasonSentence(reason);
  return listener.interfaces.length === 0 ? 'no interface has its address' : '';
}

/** The reason behind these words; undefined where nothing leads to the listener. */
export function decidingReason(listener: AuditedListener): Reason | undefined {
  const { exposure, exposureAtMost } = listener;
  const reach = withoutStrays(listener.reach);
  const closed = exposureAtMost === undefined && (exposure === 'none' || exposure === 'this-host');
  const stopping = closed ? tellingReason(widestBlocked(reach)) : undefined;
  if (stopping !== undefined) return stopping;
  const verdict = exposureAtMost === undefined ? 'allowed' : 'conditional';
  return reach.find((entry) => entry.audience === (exposureAtMost ?? exposure) && entry.verdict === verdict)
    ?.reason;
}

function widestBlocked(reach: readonly ReachEntry[]): readonly ReachEntry[] {
  const blocked = reach.filter(({ verdict }) => verdict === 'blocked');
  const outside = blocked.filter(({ audience }) => audience !== 'this-host');
  const candidates = outside.length > 0 ? outside : blocked;
  const widest = AUDIENCES.findLast((audience) => candidates.some((entry) => entry.audience === audience));
  return candidates.filter(({ audience }) => audience === widest);
}
