import type { Facts } from '../../model/facts.js';
import type { Gap } from '../../model/gap.js';
import { factsShape } from './facts-shape.js';
import { findJsonDamage } from './json-damage.js';
import { placeOf } from './shape.js';

/** The format that `listenscope capture` writes, and the newest that can be read here. */
const FORMAT = 1;

const AGAIN = 'it is damaged, or made by another version: capture again with this one';

/**
 * Reads what `listenscope capture` printed, on whatever host. The error is one sentence that says what is wrong with
 * the text: a capture may come from a stranger, so every member is looked at before it is trusted to be there. Members
 * that are not known here become a gap: what a newer version wrote down may matter.
 */
export function parseCapture(text: string): Facts | { readonly error: string } {
  const parsed = parseJson(text);
  if ('error' in parsed) return parsed;
  const { value } = parsed;
  const other = otherKind(value);
  if (other !== undefined) return { error: other };
  const place = placeOf('capture');
  const problem = factsShape(value, place);
  if (problem !== undefined) return { error: `${problem}; ${AGAIN}` };
  const facts = value as Facts;
  return place.strangers.size === 0
    ? facts
    : { ...facts, gaps: [...facts.gaps, strangersGap([...place.strangers])] };
}

/** The value of a JSON text, or where and how it is damaged. */
export function parseJson(text: string): { readonly value: unknown } | { readonly error: string } {
  try {
    return { value: JSON.parse(text) };
  } catch {
    const damage = findJsonDamage(text);
    if (damage === undefined) return { error: 'it is nested too deeply' };
    const { line, column, found, atEnd } = damage;
    const where = `line ${line}, column ${column}`;
    return {
      error: atEnd
        ? `it is cut off: its JSON ends unfinished at ${where}; copy it again, whole`
        : `it is no valid JSON at ${where}, where ${JSON.stringify(found)} stands; copy it again, as it was printed`,
    };
  }
}

/** What a text is instead of a capture of this format; undefined when it may be one. */
function otherKind(value: unknown): string | undefined {
  const members = Object(value) as { readonly format?: unknown; readonly schema_version?: unknown };
  if ('schema_version' in members)
    return 'it is an audit, an answer already; captures are made by "listenscope capture"';
  if (typeof members.format === 'number' && Number.isInteger(members.format) && members.format > FORMAT)
    return `it is a capture of format ${members.format}, made by a newer listenscope; this one reads format ${FORMAT}: update it`;
  return undefined;
}

function strangersGap(strangers: readonly string[]): Gap {
  return {
    code: 'input-incomplete',
    subject: strangers.join(', '),
    detail: `The capture has members that are not known here and passed over: ${strangers.join(', ')}. The version that made it may answer otherwise.`,
    remedy: 'update listenscope',
  };
}
