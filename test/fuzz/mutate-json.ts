import type { Random } from '../lab/random.js';
import { ODDITIES } from './mutate-text.js';

/** A value of JSON with a few of its parts changed: other types, numbers out of range, members of elsewhere, deep nesting. */
export function mutateJson(seed: unknown, other: unknown, random: Random): unknown {
  let value = seed;
  for (let times = random.int(1, 4); times > 0; times--) value = changed(value, other, random);
  return isLarge(value) ? seed : value;
}

/** Repetitions of repetitions would grow without end. */
const MOST_PARTS = 20_000;

function isLarge(value: unknown): boolean {
  let parts = 0;
  const left = [value];
  while (left.length > 0 && parts <= MOST_PARTS) {
    const part = left.pop();
    parts++;
    if (typeof part === 'object' && part !== null) for (const inner of Object.values(part)) left.push(inner);
  }
  return parts > MOST_PARTS;
}

/** Copies the way down to one part, and changes that. */
function changed(value: unknown, other: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random.chance(0.08))
    return replaced(value, other, random);
  if (Array.isArray(value)) {
    const copy: unknown[] = [...value];
    const at = random.int(0, Math.max(0, copy.length - 1));
    if (copy.length === 0) return [partOf(other, random)];
    const choice = random.next();
    if (choice < 0.1) copy.splice(at, 1);
    else if (choice < 0.2) copy.splice(at, 0, copy[random.int(0, copy.length - 1)]);
    else if (choice < 0.25) copy.push(...Array<unknown>(random.int(1, 100)).fill(copy[at]));
    else copy[at] = changed(copy[at], other, random);
    return copy;
  }
  const members = Object.entries(value);
  const [key] = random.pick([...members, ['']]);
  if (key === '' || random.chance(0.04)) members.push([random.pick(ODDITIES), partOf(other, random)]);
  // JSON.parse makes own members of such names, and so does this.
  return Object.fromEntries(
    members.flatMap(([name, member]) => {
      if (name !== key) return [[name, member]];
      if (random.chance(0.1)) return [];
      return [[name, changed(member, other, random)]];
    }),
  );
}

function replaced(value: unknown, other: unknown, random: Random): unknown {
  switch (random.int(0, 8)) {
    case 0:
      return random.pick([null, true, false, [], {}, '', 0, -1, 1.5, 2 ** 32, 2 ** 53, 1e300]);
    case 1:
      return random.pick(ODDITIES);
    case 2:
      return [value];
    case 3:
      return { [random.pick(['set', 'prefix', 'range', 'concat', 'elem', 'map', '&', 'a'])]: value };
    case 4:
      return nested(value, random.int(2, 400), random.chance(0.5));
    case 5:
      return typeof value === 'number' ? value + random.int(-2, 2) : (JSON.stringify(value) ?? '');
    case 6:
      return typeof value === 'string' && value !== ''
        ? value.slice(random.int(0, value.length))
        : random.int(0, 70_000);
    default:
      return partOf(other, random);
  }
}

function nested(value: unknown, depth: number, inLists: boolean): unknown {
  let whole = value;
  for (let level = 0; level < depth; level++) whole = inLists ? [whole] : { '|': [whole, 1] };
  return whole;
}

/** Some part of a value, found by walking down at random. */
function partOf(value: unknown, random: Random): unknown {
  let part = value;
  while (typeof part === 'object' && part !== null && random.chance(0.85)) {
    const parts = Object.values(part);
    if (parts.length === 0) return part;
    part = random.pick(parts);
  }
  return part;
}
