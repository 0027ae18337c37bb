import { reachInputs } from '../inspect.js';
import type { Audit } from '../model/audit.js';
import type { Trace } from '../model/trace.js';
import { doubtedTrace } from '../reach/outside/doubted-trace.js';
import { tracePacket } from '../reach/trace/trace.js';
import type { PacketQuestion } from '../reach/trace/trace-question.js';

/** One packet's way through the namespaces of `audit`, from the current one on. */
export function traceOn({ evidence, listeners }: Audit, question: PacketQuestion): Trace {
  const { facts, rulesets } = evidence;
  const trace = tracePacket(reachInputs(facts, listeners, rulesets), question);
  return doubtedTrace(trace, facts.namespaces, listeners);
}
