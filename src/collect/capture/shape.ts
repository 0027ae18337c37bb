import { parseAddress } from '../../net/address.js';
import { parseCidr } from '../../net/cidr.js';

/** Looks at a value of unknown origin: undefined when it has the shape, else where it has not: "host.uid: not a number". */
export type Shape = (value: unknown, path: string) => string | undefined;

const must = (holds: boolean, path: string, what: string) => (holds ? undefined : `${path}: not ${what}`);

export const anything: Shape = () => undefined;
export const text: Shape = (value, path) => must(typeof value === 'string', path, 'a text');
export const yesNo: Shape = (value, path) => must(typeof value === 'boolean', path, 'true or false');
export const number: Shape = (value, path) =>
  must(typeof value === 'number' && Number.isFinite(value), path, 'a number');
export const port: Shape = (value, path) =>
  must(Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65535, path, 'a port');
export const address: Shape = (value, path) =>
  must(typeof value === 'string' && parseAddress(value) !== undefined, path, 'an address');
export const cidr: Shape = (value, path) =>
  must(typeof value === 'string' && parseCidr(value) !== undefined, path, 'a CIDR');

/** One of a few texts or numbers. */
export function oneOf(...values: readonly (string | number)[]): Shape {
  return (value, path) =>
    must(
      values.some((each) => each === value),
      path,
      values.join(' or '),
    );
}

/** A list whose items all have `item`'s shape. */
export function list(item: Shape): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) return `${path}: not a list`;
    return firstProblem(value, (each, index) => item(each, `${path}[${index}]`));
  };
}

/** An object whose values all have `item`'s shape, whatever their keys. */
export function record(item: Shape): Shape {
  return (value, path) => {
    if (!isObject(value)) return `${path}: not an object`;
    return firstProblem(Object.entries(value), ([key, each]) => item(each, `${path}.${key}`));
  };
}

/** An object with all members of `required`, and those of `optional` where present. Others are let be. */
export function object(
  required: Readonly<Record<string, Shape>>,
  optional: Readonly<Record<string, Shape>> = {},
): Shape {
  return (value, path) => {
    if (!isObject(value)) return `${path}: not an object`;
    return (
      firstProblem(Object.entries(required), ([key, shape]) =>
        Object.hasOwn(value, key) ? shape(value[key], `${path}.${key}`) : `${path}.${key}: missing`,
      ) ??
      firstProblem(Object.entries(optional), ([key, shape]) =>
        value[key] === undefined ? undefined : shape(value[key], `${path}.${key}`),
      )
    );
  };
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
