import { createLinuxCollector } from '../collect/linux/collector.js';
import { readFirewall } from '../collect/linux/firewall/read-firewall.js';
import { askRuntime } from '../collect/linux/owners/containers/ask-runtime.js';
import { createLinuxIo } from '../collect/linux/system/linux-io.js';
import { inspect } from '../inspect.js';
import type { Audit } from '../model/audit.js';
import type { Facts } from '../model/facts.js';
import type { Input } from './command.js';
import { type Failure, isFailure } from './failure.js';
import { checkedFacts, gatherFacts } from './gather-facts.js';
import { areSameFacts } from './same-facts.js';
import type { Terminal } from './terminal.js';

/** One audit after the other, for the live view and for `watch`. */
export interface LiveAudits {
  next(): Promise<Audit | Failure>;
  close(): void;
}

/**
 * Audits of what `input` says: again and again of this host; of a file once, since it does not change. Owners that take
 * longer than `ownersWithin` ms to find come with a later audit.
 */
export async function openAudits(
  input: Input,
  terminal: Terminal,
  ownersWithin?: number,
): Promise<LiveAudits> {
  if (input.from !== undefined) return fixedAudit(await gatherFacts(input, terminal));
  if (input.collector === 'portable' || process.platform !== 'linux')
    return { next: async () => audited(await gatherFacts(input, terminal)), close: () => {} };
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
  const { netns: namespaces = 'all', otherFamilies } = input;
  const options = { namespaces, otherFamilies, readFirewall, askRuntime, pause, ownersWithin } as const;
  const collector = createLinuxCollector(createLinuxIo(), options);
  let last: Audit | undefined;
  return {
    next: async () => {
      const facts = checkedFacts(await collector.collect());
      if (isFailure(facts)) return facts;
      last = auditAfter(last, facts);
      return last;
    },
    close: () => collector.close(),
  };
}

/**
 * The audit of `facts`, given the one before: where nothing has changed, that one with the new time. It keeps its own facts,
 * with whose sockets its listeners were made.
 */
export function auditAfter(last: Audit | undefined, facts: Facts): Audit {
  return last !== undefined && areSameFacts(last.evidence.facts, facts)
    ? { ...last, capturedAt: facts.capturedAt }
    : inspect(facts);
}

function fixedAudit(facts: Facts | Failure): LiveAudits {
  const audit = audited(facts);
  return { next: async () => audit, close: () => {} };
}

function audited(facts: Facts | Failure): Audit | Failure {
  return isFailure(facts) ? facts : inspect(facts);
}
