import { parseCapture, parseJson } from '../collect/capture/parse-capture.js';
import { having, number, placeOf } from '../collect/capture/shape.js';
import { comparedAudit } from '../compare/compared-audit.js';
import { inspect } from '../inspect.js';
import type { ComparedAudit } from '../model/change.js';
import { type AuditDocument, documentedAudit, documentShape } from './documented-audit.js';
import { type Failure, isFailure } from './failure.js';
import { readText } from './gather-facts.js';
import type { Terminal } from './terminal.js';

/** The audit in a file made by `listenscope --json` or, computed anew, by `listenscope capture`; "-" is stdin. */
export async function readAudit(path: string, terminal: Terminal): Promise<ComparedAudit | Failure> {
  const source = await readText(path, terminal);
  if (isFailure(source)) return source;
  const unusable = (problem: string) => ({
    failure: `${path === '-' ? 'stdin' : path} cannot be compared: ${problem}`,
  });
  const parsed = parseJson(source);
  if ('error' in parsed) return unusable(parsed.error);
  const problem = documentShape(parsed.value, placeOf('audit'));
  if (problem === undefined) return documentedAudit(parsed.value as AuditDocument);
  const facts = parseCapture(source);
  if (!('error' in facts)) return comparedAudit(inspect(facts));
  const isAudit = having({ schema_version: number })(parsed.value, placeOf('')) === undefined;
  return unusable(isAudit ? problem : `it was not made by listenscope --json or capture (${facts.error})`);
}
