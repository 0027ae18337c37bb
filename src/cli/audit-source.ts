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

/** Audits of what `input` says: again and again of this host; of a file once, since it does not change. */
export async function openAudits(input: Input, terminal: Terminal): Promise<LiveAudits> {
  if (input.from !== undefined) return fixedAudit(await gatherFacts(input, terminal));
  if (input.collector === 'portable' || process.platform !== 'linux')
    return { next: async () => audited(await gatherFacts(input, terminal)), close: () => {} };
  const [{ createHostIo }, { createLinuxCollector }, { readFirewall }] = await Promise.all([
    import('../collect/host-io.js'),
    import('../collect/linux/collector.js'),
    import('../collect/linux/read-firewall.js'),
  ]);
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
  const collector = createLinuxCollector(createHostIo(), { readFirewall, pause });
  let last: Audit | undefined;
  return {
    next: async () => {
      const facts = checkedFacts(await collector.collect());
      if (isFailure(facts)) return facts;
      last =
        last !== undefined && areSameFacts(last.evidence.facts, facts)
          ? retimed(last, facts)
          : inspect(facts);
      return last;
    },
    close: () => collector.close(),
  };
}

/** The audit again, for facts that differ in their time only: its parts stay the same objects. */
function retimed(audit: Audit, facts: Facts): Audit {
  return { ...audit, capturedAt: facts.capturedAt, evidence: { ...audit.evidence, facts } };
}

function fixedAudit(facts: Facts | Failure): LiveAudits {
  const audit = audited(facts);
  return { next: async () => audit, close: () => {} };
}

function audited(facts: Facts | Failure): Audit | Failure {
  return isFailure(facts) ? facts : inspect(facts);
}
