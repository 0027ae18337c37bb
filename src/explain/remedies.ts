import type { Reason } from '../model/reason.js';

/** What would turn "cannot be told" into an answer, as a sentence; undefined where nothing on this host would. */
export function reasonRemedy(reason: Reason): string | undefined {
  switch (reason.code) {
    case 'firewall-unreadable':
      return 'Run listenscope as root to read the rules.';
    case 'facts-unreadable':
      return 'Run listenscope on that host itself, as root.';
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
