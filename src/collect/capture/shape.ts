import { parseAddress } from '../../net/address.js';
import { parseCidr } from '../../net/cidr.js';

/** Where a value stands in a document, and what was met there that nobody asked for. */
export interface Place {
  /** "capture.namespaces[0].sockets[3].port". */
  readonly path: string;
  /** Paths of members that the shape does not know, without the numbers of list items. */
  readonly strangers: Set<string>;
}

/** Looks at a value of unknown origin: undefined when it has the shape, else where it has not: "host.uid: not a number". */
export type Shape = (value: unknown, place: Place) => string | undefined;

/** The start of a document that its messages call `name`. */
export function placeOf(name: string): Place {
  return { path: name, strangers: new Set() };
}

const must = (holds: boolean, { path }: Place, what: string, value: unknown) =>
  holds ? undefined : `${path}: not ${what}${shown(value)}`;

/** What stands there instead, where it is short: " (70000)". */
function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? ' (a list)' : ' (an object)';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 40 ? '' : ` (${text})`;
}

function isWhole(value: unknown, from: number, to: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to;
}

/** A whole number from `from` to `to`. */
export function whole(from: number, to: number, what = 'a number'): Shape {
  return (value, place) => must(isWhole(value, from, to), place, what, value);
}

export const text: Shape = (value, place) => must(typeof value === 'string', place, 'a text', value);
export const yesNo: Shape = (value, place) => must(typeof value === 'boolean', place, 'true or false', value);
export const number: Shape = (value, place) =>
  must(typeof value === 'number' && Number.isFinite(value), place, 'a number', value);
/** Sizes, places and identifiers of the system. */
export const count = whole(0, Number.MAX_SAFE_INTEGER, 'a number from 0 on');
export const uint32 = whole(0, 2 ** 32 - 1, 'a number of 32 bits');
export const port = whole(0, 65535, 'a port');
export const address: Shape = (value, place) =>
  must(typeof value === 'string' && parseAddress(value) !== undefined, place, 'an address', value);
export const cidr: Shape = (value, place) =>
  must(typeof value === 'string' && parseCidr(value) !== undefined, place, 'a CIDR', value);
/** RFC 3339 in UTC, as Date writes it. */
export const time: Shape = (value, place) =>
  must(
    typeof value === 'string' &&
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) &&
      !Number.isNaN(Date.parse(value)),
    place,
    'a time such as 2026-11-21T22:30:00.000Z',
    value,
  );

/** The same, or null for what is not there. */
export function orNull(shape: Shape): Shape {
  return (value, place) => (value === null ? undefined : shape(value, place));
}

/** One of a few texts or numbers. */
export function oneOf(...values: readonly (string | number)[]): Shape {
  return (value, place) =>
    must(
      values.some((each) => each === value),
      place,
      values.join(' or '),
      value,
    );
}

/** Any JSON, nested no deeper than `depth`: who reads it further goes down into it. */
export function json(depth: number): Shape {
  return (value, place) => {
    if (typeof value !== 'object' || value === null) return undefined;
    if (depth === 0) return `${place.path}: nested too deeply`;
    const inner = json(depth - 1);
    return firstProblem(Object.values(value), (each) => inner(each, place));
  };
}

/** A list whose items all have `item`'s shape. */
export function list(item: Shape): Shape {
  return (value, place) => {
    if (!Array.isArray(value)) return must(false, place, 'a list', value);
    return firstProblem(value, (each, index) => item(each, below(place, `[${index}]`)));
  };
}

/** An object whose values all have `item`'s shape, whatever their keys. */
export function record(item: Shape): Shape {
  return (value, place) => {
    if (!isObject(value)) return must(false, place, 'an object', value);
    return firstProblem(Object.entries(value), ([key, each]) => item(each, below(place, member(key))));
  };
}

type OptionalKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T];
type Shapes<Keys extends PropertyKey> = Readonly<Record<Keys, Shape>>;

/**
 * A `T` whose members have these shapes. The compiler wants every member of `T` in the one or the other argument,
 * optional ones in the second, so that none is forgotten.
 */
export function object<T>(
  ...[required, optional]: OptionalKeys<T> extends never
    ? [required: Shapes<keyof T>]
    : [required: Shapes<Exclude<keyof T, OptionalKeys<T>>>, optional: Shapes<OptionalKeys<T>>]
): Shape {
  return having(required, optional);
}

/** An object with all members of `required`, and those of `optional` where present. Others are let be, and noted as strangers. */
export function having(required: Shapes<string>, optional: Shapes<string> = {}): Shape {
  const needed = Object.entries<Shape>(required);
  const possible = Object.entries<Shape>(optional);
  const known = new Set([...needed, ...possible].map(([key]) => key));
  return (value, place) => {
    if (!isObject(value)) return must(false, place, 'an object', value);
    for (const key of Object.keys(value))
      if (!known.has(key)) place.strangers.add(`${place.path}${member(key)}`.replace(/\[\d+\]/g, '[]'));
    return (
      firstProblem(needed, ([key, shape]) =>
        Object.hasOwn(value, key)
          ? shape(value[key], below(place, member(key)))
          : `${place.path}${member(key)}: missing`,
      ) ??
      firstProblem(possible, ([key, shape]) =>
        value[key] === undefined ? undefined : shape(value[key], below(place, member(key))),
      )
    );
  };
}

/** `shape`, and what `look` finds wrong with a value that has it. */
export function also<T>(shape: Shape, look: (value: T, path: string) => string | undefined): Shape {
  return (value, place) => shape(value, place) ?? look(value as T, place.path);
}

function below({ path, strangers }: Place, step: string): Place {
  return { path: `${path}${step}`, strangers };
}

function member(key: string): string {
  return /^[\w./*-]{1,80}$/.test(key) ? `.${key}` : `[${JSON.stringify(key.slice(0, 80))}]`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstProblem<T>(items: readonly T[], look: (item: T, index: number) => string | undefined) {
  for (const [index, item] of items.entries()) {
    const problem = look(item, index);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
