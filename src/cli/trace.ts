import { jsonText } from '../export/json-text.js';
import { renderTrace } from '../export/trace.js';
import { traceDocument } from '../export/trace-json.js';
import { inspect } from '../inspect.js';
import type { TraceCommand } from './command.js';
import { type Failure, isFailure } from './failure.js';
import { gatherFacts } from './gather-facts.js';
import type { Terminal } from './terminal.js';
import { traceOn } from './trace-on.js';

const WIDTH = 100;

/** Tells one packet's way through the host, from where it comes in to the socket that gets it or to what stops it. */
export async function trace(command: TraceCommand, terminal: Terminal): Promise<number | Failure> {
  const facts = await gatherFacts(command.input, terminal);
  if (isFailure(facts)) return facts;
  const audit = inspect(facts);
  const { source, destination, port, protocol, via, json } = command;
  if (facts.collector === 'pasted')
    return {
      failure: 'a pasted listing has no interfaces, routes and rules to trace through; bring a capture',
    };
  const here = audit.namespaces.find(({ current }) => current)?.id;
  const names = audit.interfaces.filter(({ namespace }) => namespace === here).map(({ name }) => name);
  if (via !== undefined && !names.includes(via))
    return { failure: `there is no interface "${via}"; there are ${names.join(', ')}` };
  const traced = traceOn(audit, { source, destination, port, protocol, via });
  await terminal.print(
    json
      ? jsonText(traceDocument(traced))
      : renderTrace(traced, { width: Math.min(terminal.columns ?? WIDTH, WIDTH) }),
  );
  return 0;
}
