import type { Facts } from '../model/facts.js';

/** What changes from tick to tick without a say in who can reach what. */
const IDLE: ReadonlySet<string> = new Set(['capturedAt', 'queue']);

/**
 * Whether two readings of a host give the same audit but for its time. Parts that a collector hands on unchanged, such as
 * the rules of a firewall, cost nothing to compare.
 */
export function areSameFacts(a: Facts, b: Facts): boolean {
  return isSame(a, b);
}

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((value, index) => isSame(value, b[index]))
    );
  }
  for (const key in a) if (!isIdle(key, a) && !isSame(a[key], b[key])) return false;
  // What is absent in `a` was not compared yet.
  for (const key in b) if (!isIdle(key, b) && !(key in a) && b[key] !== undefined) return false;
  return true;
}

/** Which processes are in a namespace changes as they come and go; which hold a socket says who its owner is. */
function isIdle(key: string, of: Readonly<Record<string, unknown>>): boolean {
  return IDLE.has(key) || (key === 'pids' && 'sockets' in of);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
