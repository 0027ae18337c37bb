import type { Gap } from '../model/gap.js';
import type { Reason } from '../model/reason.js';
import { capital, fullStop } from './sentence.js';

/**
 * What would turn "cannot be told" into an answer, as a sentence; undefined where nothing on this host would. Where
 * something could not be read, the gap that says so knows best.
 */
export function reasonRemedy(reason: Reason, gaps: readonly Gap[] = []): string | undefined {
  switch (reason.code) {
    case 'firewall-unreadable':
      return gapRemedy(gaps, ({ code }) => code.startsWith('firewall-'));
    case 'facts-unreadable':
      return gapRemedy(gaps, ({ subject }) => subject === reason.subject);
    case 'queue':
      return 'Ask the program that reads the queue.';
    case 'dynamic-set':
      return reason.rule.backend === 'nft'
        ? `See what it holds now: nft list set ${reason.rule.table} ${reason.set}`
        : `See what it holds now: ipset list ${reason.set}`;
    case 'unknown-match':
    case 'unknown-target':
      return 'Try it from such a source, or write the rule without this extension.';
    case 'order-unknown':
      return 'Give the chains different priorities.';
    case 'either-of':
      return 'Let only one of them bind this address and port.';
    default:
      return undefined;
  }
}

function gapRemedy(gaps: readonly Gap[], concerned: (gap: Gap) => boolean): string | undefined {
  const remedy = gaps.find((gap) => concerned(gap) && gap.remedy !== undefined)?.remedy;
  return remedy === undefined ? undefined : capital(fullStop(remedy));
}
