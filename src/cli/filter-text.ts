import type { Criterion } from '../filter/filter.js';

/** `criteria` in the filter language: what the view starts with. */
export function filterText(criteria: readonly Criterion[]): string {
  const byField = new Map<string, string[]>();
  for (const { field, value } of criteria) byField.set(field, [...(byField.get(field) ?? []), value]);
  return [...byField].map(([field, values]) => quoted(`${field}:${values.join(',')}`)).join(' ');
}

function quoted(term: string): string {
  return /\s/.test(term) ? `"${term}"` : term;
}
