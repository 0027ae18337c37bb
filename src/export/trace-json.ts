import type { Trace, TracePacket, TraceStep } from '../model/trace.js';
import { chainDocument, ruleDocument } from './json.js';

/** A trace as `trace --json` prints it: the steps that `renderTrace` tells, as data. */
export function traceDocument({ question, steps, outcome }: Trace): object {
  return { schema_version: 1, question, steps: steps.map(stepDocument), outcome };
}

function stepDocument(step: TraceStep): object {
  switch (step.kind) {
    case 'arrive':
      return { ...step, packet: packetDocument(step.packet) };
    case 'chain':
    case 'policy':
      return { ...step, chain: chainDocument(step.chain) };
    case 'rule':
      return { ...step, rule: ruleDocument(step.rule) };
    case 'nat': {
      const [before, after] = [packetDocument(step.before), packetDocument(step.after)];
      return { ...step, rule: ruleDocument(step.rule), before, after };
    }
    case 'route':
      return { ...step, table: step.table ?? null, device: step.device ?? null };
    case 'reply':
      return { ...step, device: step.device ?? null };
    case 'ipvs':
      return { ...step, method: step.method ?? null };
    case 'enter':
      return { ...step, name: step.name ?? null };
    case 'rewrite':
    case 'source-check':
    case 'socket':
    case 'no-socket':
    case 'note':
      return step;
    default:
      return step satisfies never;
  }
}

function packetDocument({
  source,
  destination,
  protocol,
  sourcePort,
  destinationPort,
  mark,
}: TracePacket): object {
  return { source, destination, protocol, source_port: sourcePort, destination_port: destinationPort, mark };
}
