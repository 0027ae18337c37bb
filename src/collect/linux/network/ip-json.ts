/** One object of what `ip -j` prints: its fields, of whatever type. */
export type IpObject = Readonly<Record<string, unknown>>;

/** The objects that `ip -j` printed; nothing at all stands for none. Undefined when the text is no such list. */
export function parseIpJson(text: string): readonly IpObject[] | undefined {
  if (text.trim() === '') return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter(isObject) : undefined;
  } catch {
    return undefined;
  }
}

/** The objects in a field; none when it is absent. */
export function objectsIn(object: IpObject, field: string): readonly IpObject[] {
  const value = object[field];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function objectIn(object: IpObject, field: string): IpObject | undefined {
  const value = object[field];
  return isObject(value) ? value : undefined;
}

export function textIn(object: IpObject, field: string): string | undefined {
  const value = object[field];
  return typeof value === 'string' ? value : undefined;
}

/** A number, or a text that is one: iproute2 prints some as the one, some as the other, marks in hexadecimal. */
export function numberIn(object: IpObject, field: string): number | undefined {
  const value = object[field];
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^(0x[0-9a-f]+|\d+)$/i.test(value) ? Number(value) : undefined;
}

/** True when a field that is a list of words has `word` in it. */
export function hasWord(object: IpObject, field: string, word: string): boolean {
  const value = object[field];
  return Array.isArray(value) && value.includes(word);
}

function isObject(value: unknown): value is IpObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
