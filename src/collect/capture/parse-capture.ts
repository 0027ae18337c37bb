import type { Facts } from '../../model/facts.js';
import { factsShape } from './facts-shape.js';

/**
 * Reads what `listenscope capture` printed, on whatever host. The error is one sentence that says what is wrong with
 * the text: a capture may come from a stranger, so every member is looked at before it is trusted to be there.
 */
export function parseCapture(text: string): Facts | { readonly error: string } {
  const value = parseJson(text);
  if (value === undefined) return { error: 'it is no valid JSON (cut off?)' };
  if (typeof value === 'object' && value !== null && 'schema_version' in value)
    return { error: 'it is an audit, an answer already; captures are made by "listenscope capture"' };
  const problem = factsShape(value, 'capture');
  return problem === undefined ? (value as Facts) : { error: problem };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
