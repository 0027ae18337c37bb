/** Anything that JSON may hold; nothing is assumed of text that comes from outside. */
export type Json = unknown;
export type JsonObject = Readonly<Record<string, unknown>>;

/** `value` when it is an object proper (no array, no null). */
export function asObject(value: Json): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

/** `value` when it is an array, else undefined. */
export function asArray(value: Json): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** A list that nft prints bare when it has one element: "interval" or ["interval"]. */
export function asStrings(value: Json): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((item): item is string => typeof item === 'string');
}

export function asString(value: Json): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function asNumber(value: Json): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** The one key of an expression or statement object and what it holds: {"match": {…}} → ["match", {…}]. */
export function soleEntry(value: Json): readonly [string, unknown] | undefined {
  const object = asObject(value);
  if (object === undefined) return undefined;
  // The first of several keys: nft prints exactly one.
  for (const key in object) return [key, object[key]];
  return undefined;
}
