import type { Match, Selector, Undecided } from '../model/ruleset.js';
import { oneNumber } from './value-sets.js';

/** A match that holds or fails for every packet. */
export const ALWAYS: Match = { kind: 'constant', value: true };
export const NEVER: Match = { kind: 'constant', value: false };

/** The selected number is `value`. */
export function numberIs(selector: Selector, value: number): Match {
  return { kind: 'in', selector, values: oneNumber(value), negated: false };
}

/** A match whose outcome cannot be told, with the text it stands for. */
export function undecided(code: Undecided['code'], text: string): Match {
  return { kind: 'unknown', why: { code, text } };
}

/** The same match, `!` before it if `negated`. */
export function negateIf(negated: boolean, match: Match): Match {
  if (!negated) return match;
  switch (match.kind) {
    case 'in':
    case 'lookup':
    case 'either':
    case 'all':
      return { ...match, negated: !match.negated };
    case 'bits':
      return { ...match, test: match.test === 'any' ? 'none' : 'any' };
    case 'constant':
      return match.value ? NEVER : ALWAYS;
    case 'unknown':
      return { kind: 'unknown', why: negateOrdinary(match.why) };
    default:
      return match satisfies never;
  }
}

function negateOrdinary(why: Undecided): Undecided {
  return why.ordinary === undefined ? why : { ...why, ordinary: !why.ordinary };
}

export const IS_IPV4 = numberIs({ on: 'nfproto' }, 2);
export const IS_IPV6 = numberIs({ on: 'nfproto' }, 10);

const l4 = new Map<number, Match>();

/** The transport protocol has this number. */
export function protocolIs(protocol: number): Match {
  let match = l4.get(protocol);
  if (match === undefined) {
    match = numberIs({ on: 'l4proto' }, protocol);
    l4.set(protocol, match);
  }
  return match;
}
