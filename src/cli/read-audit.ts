import { parseCapture } from '../collect/capture/parse-capture.js';
import { list, number, object, oneOf, port, text } from '../collect/capture/shape.js';
import type { Subject } from '../filter/fields.js';
import { inspect } from '../inspect.js';
import type { Compared } from '../model/change.js';
import { AUDIENCES } from '../model/listener.js';
import { type Failure, isFailure } from './failure.js';
import { readBytes } from './gather-facts.js';
import type { Terminal } from './terminal.js';

/** A listener as an audit document has it, ready to be filtered and compared. */
export type RecordedListener = Compared & Subject;

const reachShape = object({
  interface: text,
  destinations: list(text),
  port,
  sources: list(text),
  audience: oneOf(...AUDIENCES),
  verdict: oneOf('allowed', 'blocked', 'conditional'),
  reason: object({ code: text }),
});

const documentShape = object({
  schema_version: oneOf(1),
  listeners: list(
    object({
      id: text,
      protocol: text,
      family: oneOf('ipv4', 'ipv6'),
      address: text,
      port,
      scope: text,
      exposure: oneOf('none', ...AUDIENCES),
      owner: object({
        kind: text,
        processes: list(object({ pid: number, name: text, command: list(text) })),
      }),
      reach: list(reachShape),
    }),
  ),
});

/** Listeners of a file made by `listenscope --json`, or, computed anew, by `listenscope capture`; "-" is stdin. */
export async function readListeners(
  path: string,
  terminal: Terminal,
): Promise<readonly RecordedListener[] | Failure> {
  const bytes = await readBytes(path, terminal);
  if (isFailure(bytes)) return bytes;
  const source = bytes.toString('utf8');
  const value = parseJson(source);
  if (documentShape(value, 'audit') === undefined)
    return (value as { listeners: RecordedListener[] }).listeners;
  const facts = parseCapture(source);
  if (!('error' in facts)) return inspect(facts).listeners;
  const isAudit = object({ schema_version: number })(value, '') === undefined;
  const problem = isAudit ? documentShape(value, 'audit') : 'it was not made by listenscope --json';
  return { failure: `${path === '-' ? 'stdin' : path} cannot be compared: ${problem}` };
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}
