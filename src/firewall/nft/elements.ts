import type { NamePattern, SetElement, ValueSet } from '../../model/element-set.js';
import type { Undecided } from '../../model/ruleset.js';
import type { Domain } from '../domain.js';
import { ANY_VALUE, namesOf, type Span } from '../value-sets.js';
import { asArray, asObject, type Json, type JsonObject } from './json.js';
import { readName, readSpan, readValue, spansIn } from './values.js';

/** What a set element carries besides its key: {"elem": {"val": key, "timeout": …, "limit": …}}. */
export interface RawElement {
  readonly key: Json;
  readonly undecided: Undecided | undefined;
}

/** Takes an element apart from its timeout, comment, counter and own statements. */
export function rawElement(value: Json): RawElement {
  const elem = asObject(asObject(value)?.elem);
  if (elem === undefined) return { key: value, undecided: undefined };
  return { key: elem.val, undecided: statementOf(elem) };
}

/** An element's own limit, quota or connection count: it matches only while that holds. */
function statementOf(elem: JsonObject): Undecided | undefined {
  if (elem.limit !== undefined) return { code: 'rate-limit', text: 'limit of the set element' };
  if (elem.quota !== undefined) return { code: 'quota', text: 'quota of the set element' };
  if (elem['ct count'] !== undefined)
    return { code: 'connection-limit', text: 'ct count of the set element' };
  return undefined;
}

/** The elements of a set whose keys have these dimensions; the plain ones of a one-dimensional set become one element. */
export function readElements(domains: readonly Domain[], list: readonly unknown[]): SetElement[] {
  const [domain] = domains;
  if (domains.length !== 1 || domain === undefined) {
    return list.map((item) => {
      const { key, undecided } = rawElement(item);
      return readKey(domains, key, undecided);
    });
  }
  const elements: SetElement[] = [];
  const plain: Json[] = [];
  for (const item of list) {
    const { key, undecided } = rawElement(item);
    if (undecided === undefined && key !== '*') plain.push(key);
    else elements.push(readKey(domains, key, undecided));
  }
  const { values, rest } = mergePlain(domain, plain);
  if (values !== undefined) elements.unshift({ key: [values] });
  for (const key of rest) elements.push(readKey(domains, key, undefined));
  return elements;
}

function mergePlain(
  domain: Domain,
  keys: readonly Json[],
): { readonly values: ValueSet | undefined; readonly rest: readonly Json[] } {
  const rest: Json[] = [];
  if (domain.kind === 'name') {
    const names: NamePattern[] = [];
    for (const key of keys) {
      const name = readName(key);
      if (name === undefined) rest.push(key);
      else names.push(name);
    }
    return { values: names.length === 0 ? undefined : namesOf(names), rest };
  }
  const spans: Span[] = [];
  for (const key of keys) {
    const span = readSpan(domain, key);
    if (span === undefined) rest.push(key);
    else spans.push(span);
  }
  return { values: spans.length === 0 ? undefined : spansIn(domain, spans), rest };
}

/** One key as an element. A key that cannot be read may stand for anything: the element then is undecided. */
export function readKey(domains: readonly Domain[], key: Json, undecided: Undecided | undefined): SetElement {
  const parts =
    domains.length === 1 ? [key] : (asArray(asObject(key)?.concat) ?? (key === '*' ? undefined : []));
  if (parts === undefined) return { key: domains.map(() => ANY_VALUE), ...(undecided && { undecided }) };
  const values = domains.map((domain, index) => readValue(domain, parts[index]));
  const known = values.filter((value) => value !== undefined);
  if (known.length === domains.length && parts.length === domains.length)
    return undecided === undefined ? { key: known } : { key: known, undecided };
  const why: Undecided = { code: 'unknown-match', text: `set element ${JSON.stringify(key)}` };
  return { key: values.map((value) => value ?? ANY_VALUE), undecided: why };
}
