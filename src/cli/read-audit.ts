import { parseCapture, parseJson } from '../collect/capture/parse-capture.js';
import { having, list, number, oneOf, placeOf, port, text } from '../collect/capture/shape.js';
import type { Subject } from '../filter/fields.js';
import { inspect } from '../inspect.js';
import type { Compared } from '../model/change.js';
import { AUDIENCES, EXPOSURES } from '../model/listener.js';
import { type Failure, isFailure } from './failure.js';
import { readText } from './gather-facts.js';
import type { Terminal } from './terminal.js';

/** A listener as an audit document has it, ready to be filtered and compared. */
export type RecordedListener = Compared & Subject;

const reachShape = having({
  interface: text,
  destinations: list(text),
  port,
  sources: list(text),
  audience: oneOf(...AUDIENCES),
  verdict: oneOf('allowed', 'blocked', 'conditional'),
  reason: having({ code: text }),
});

const documentShape = having({
  schema_version: oneOf(1),
  listeners: list(
    having({
      id: text,
      protocol: text,
      family: oneOf('ipv4', 'ipv6'),
      address: text,
      port,
      scope: text,
      exposure: oneOf(...EXPOSURES),
      owner: having({
        kind: text,
        processes: list(having({ pid: number, name: text, command: list(text) })),
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
  const source = await readText(path, terminal);
  if (isFailure(source)) return source;
  const unusable = (problem: string) => ({
    failure: `${path === '-' ? 'stdin' : path} cannot be compared: ${problem}`,
  });
  const parsed = parseJson(source);
  if ('error' in parsed) return unusable(parsed.error);
  const problem = documentShape(parsed.value, placeOf('audit'));
  if (problem === undefined) return (parsed.value as { listeners: RecordedListener[] }).listeners;
  const facts = parseCapture(source);
  if (!('error' in facts)) return inspect(facts).listeners;
  const isAudit = having({ schema_version: number })(parsed.value, placeOf('')) === undefined;
  return unusable(isAudit ? problem : `it was not made by listenscope --json or capture (${facts.error})`);
}
