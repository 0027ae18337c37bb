import { FIELDS, type FieldName, isFieldName, type Subject, type Test } from './fields.js';

/** One condition as a person wrote it: `port:22`, `-user:root`, or a bare word (field `text`). */
export interface Criterion {
  readonly field: FieldName;
  readonly value: string;
  readonly negated: boolean;
}

/** Conditions that a listener meets or not. Values of one field are alternatives; different fields must all hold. */
export interface Filter {
  readonly criteria: readonly Criterion[];
  readonly tests: readonly Test[];
}

export interface FilterError {
  /** One sentence that names the valid values. */
  readonly error: string;
}

/** The filter that every listener passes. */
export const NO_FILTER: Filter = { criteria: [], tests: [] };

/**
 * Parses the filter language of the view: blank-separated terms, each `field:value`, `field:value,value` or a bare word
 * that is searched in everything shown; `-` before a term negates it, double quotes keep blanks. The names of the
 * fields are those of the command line's options, and mean the same.
 */
export function parseFilter(text: string): Filter | FilterError {
  const criteria: Criterion[] = [];
  for (const term of termsOf(text)) {
    const negated = term.startsWith('-') && term.length > 1;
    const body = negated ? term.slice(1) : term;
    const colon = body.indexOf(':');
    const name = body.slice(0, Math.max(colon, 0)).toLowerCase();
    if (colon > 0 && isFieldName(name)) {
      for (const value of body.slice(colon + 1).split(',')) {
        if (value === '') return { error: `${name}: needs a value: ${FIELDS[name].values}` };
        criteria.push({ field: name, value, negated });
      }
    } else if (colon > 0 && /^[a-z]+$/.test(name) && !/^[\da-f]{1,4}$/.test(name)) {
      return { error: `unknown field "${name}"; there are ${Object.keys(FIELDS).join(', ')}` };
    } else {
      criteria.push({ field: 'text', value: body, negated });
    }
  }
  return compileFilter(criteria);
}

/** Makes a filter of conditions, or says which of them is impossible. */
export function compileFilter(criteria: readonly Criterion[]): Filter | FilterError {
  const groups = new Map<string, Test[]>();
  const tests: Test[] = [];
  for (const { field, value, negated } of criteria) {
    const test = FIELDS[field].compile(value);
    if (test === undefined) return { error: `${field} cannot be "${value}": ${FIELDS[field].values}` };
    if (negated) {
      tests.push((subject) => !test(subject));
    } else if (field === 'text') {
      tests.push(test);
    } else {
      groups.set(field, [...(groups.get(field) ?? []), test]);
    }
  }
  for (const group of groups.values()) tests.push((subject) => group.some((test) => test(subject)));
  return { criteria, tests };
}

/** True when a listener (or a forward, of which less is known) meets every condition of `filter`. */
export function matches(filter: Filter, subject: Subject): boolean {
  return filter.tests.every((test) => test(subject));
}

function termsOf(text: string): string[] {
  const terms: string[] = [];
  for (const [match] of text.matchAll(/(?:"[^"]*"?|[^\s"])+/g)) {
    const term = match.replaceAll('"', '');
    if (term !== '') terms.push(term);
  }
  return terms;
}
