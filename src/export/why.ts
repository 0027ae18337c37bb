import { reasonSentence } from '../explain/reasons.js';
import type { AuditedListener } from '../model/audit.js';
import type { ReachEntry } from '../model/reach.js';
import { exposureRank } from './rank.js';

/**
 * Why a listener is exposed as far as it is, in the few words of a table cell: the reason of the entry that makes the
 * exposure, or of the one that stops the widest audience.
 */
export function whyExposed(listener: AuditedListener): string {
  if (listener.scope === 'loopback-only') return 'bound to loopback';
  const { exposure, exposureAtMost, reach } = listener;
  const wanted = exposureAtMost ?? exposure;
  const deciding =
    wanted === 'none'
      ? widest(reach)
      : reach.find(
          ({ audience, verdict }) =>
            audience === wanted && verdict === (exposureAtMost === undefined ? 'allowed' : 'conditional'),
        );
  if (deciding !== undefined) return reasonSentence(deciding.reason);
  return listener.interfaces.length === 0 ? 'no interface has its address' : '';
}

function widest(reach: readonly ReachEntry[]): ReachEntry | undefined {
  const off = reach.filter((entry) => entry.interface !== 'lo');
  return (off.length > 0 ? off : reach).reduce<ReachEntry | undefined>(
    (best, entry) =>
      best === undefined || exposureRank(entry.audience) > exposureRank(best.audience) ? entry : best,
    undefined,
  );
}
