import type { Audit } from '../model/audit.js';
import type { Trace } from '../model/trace.js';
import { createHookRunner } from '../reach/firewall/runner.js';
import { tracePacket } from '../reach/trace/trace.js';
import type { PacketQuestion } from '../reach/trace/trace-question.js';

/** One packet's way through the current namespace of `audit`. */
export function traceOn(audit: Audit, question: PacketQuestion): Trace {
  const { facts, rulesets } = audit.evidence;
  const namespace = facts.namespaces.find(({ current }) => current);
  if (namespace === undefined) throw new TypeError('facts have a current namespace');
  const listeners = audit.listeners.filter((listener) => listener.namespace === namespace.id);
  const ruleset = rulesets.get(namespace.id);
  const firewall =
    namespace.firewall === undefined || ruleset === undefined
      ? undefined
      : createHookRunner(ruleset, { namespace, listeners });
  return tracePacket({ namespace, listeners, firewall }, question);
}
