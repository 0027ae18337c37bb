/**
 * Sets of numbers as sorted half-open bounds: [80, 81, 443, 445] is {80, 443, 444}. The form that `ValueSet` uses.
 */
export type NumberBounds = readonly number[];

/** True when `value` is in the set: the number of bounds at or below it is odd. */
export function has(bounds: NumberBounds, value: number): boolean {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bounds[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return (low & 1) === 1;
}

/** Numbers in both sets, or with `inside` false those of `a` that are not in `b`. */
export function restrict(a: NumberBounds, b: NumberBounds, inside = true): NumberBounds {
  const result: number[] = [];
  const cuts = [...new Set([...a, ...b])].sort((x, y) => x - y);
  let open = false;
  for (const cut of cuts) {
    const now = has(a, cut) && has(b, cut) === inside;
    if (now !== open) result.push(cut);
    open = now;
  }
  return result;
}

/** The set of the given numbers. */
export function boundsOf(values: Iterable<number>): NumberBounds {
  const bounds: number[] = [];
  for (const value of [...new Set(values)].sort((x, y) => x - y)) {
    if (bounds[bounds.length - 1] === value) bounds[bounds.length - 1] = value + 1;
    else bounds.push(value, value + 1);
  }
  return bounds;
}

/** The numbers of the set that pass `test`. */
export function boundsWhere(bounds: NumberBounds, test: (value: number) => boolean): NumberBounds {
  const values: number[] = [];
  for (let i = 0; i < bounds.length; i += 2)
    for (let value = bounds[i] as number; value < (bounds[i + 1] as number); value++)
      if (test(value)) values.push(value);
  return boundsOf(values);
}

/** For people: "53", "67-68, 500", at most `limit` ranges. */
export function formatBounds(bounds: NumberBounds, limit = 4): string {
  const parts: string[] = [];
  for (let i = 0; i < bounds.length && parts.length < limit; i += 2) {
    const first = bounds[i] as number;
    const last = (bounds[i + 1] as number) - 1;
    parts.push(first === last ? `${first}` : `${first}-${last}`);
  }
  if (bounds.length > 2 * limit) parts.push('…');
  return parts.join(', ');
}
