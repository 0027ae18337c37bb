import type { Undecided } from '../../model/ruleset.js';
import {
  type AddressSet,
  emptySet,
  equals,
  fullSet,
  type IpFamily,
  intersect,
  isEmpty,
  subtract,
  union,
} from '../../net/address-set.js';

/**
 * The answer of a match, as a partition of the peers it may be asked about: `yes`, `maybe` (disjoint from `yes`), and no
 * for all others. `chosen` tells for which peers a special choice of the client (a source port, a TTL) turns the
 * ordinary client's answer round.
 */
export interface Truth {
  readonly yes: AddressSet;
  readonly maybe: AddressSet;
  /** Why it cannot be told, for every peer in `maybe`. */
  readonly whys: readonly Why[];
  readonly chosen?: { readonly toYes?: Choice; readonly toNo?: Choice };
}

export interface Why {
  readonly sources: AddressSet;
  readonly why: Undecided;
}

export interface Choice {
  readonly sources: AddressSet;
  /** "source port 53". */
  readonly choice: string;
}

const CONSTANTS = {
  ipv4: {
    always: { yes: fullSet('ipv4'), maybe: emptySet('ipv4'), whys: [] },
    never: { yes: emptySet('ipv4'), maybe: emptySet('ipv4'), whys: [] },
  },
  ipv6: {
    always: { yes: fullSet('ipv6'), maybe: emptySet('ipv6'), whys: [] },
    never: { yes: emptySet('ipv6'), maybe: emptySet('ipv6'), whys: [] },
  },
} as const satisfies Record<IpFamily, { always: Truth; never: Truth }>;

/** True of every peer. One object a family, so that callers may compare by identity. */
export function always(family: IpFamily): Truth {
  return CONSTANTS[family].always;
}

/** True of no peer. One object a family. */
export function never(family: IpFamily): Truth {
  return CONSTANTS[family].never;
}

/** The same answer for every peer. */
export function constant(family: IpFamily, value: boolean): Truth {
  return value ? CONSTANTS[family].always : CONSTANTS[family].never;
}

/** True of the peers in `yes` alone. */
export function among(yes: AddressSet): Truth {
  return truth(yes, emptySet(yes.family), []);
}

/** A truth from its parts; the constants where it is one. */
export function truth(
  yes: AddressSet,
  maybe: AddressSet,
  whys: readonly Why[],
  chosen?: Truth['chosen'],
): Truth {
  if (chosen !== undefined) return { yes, maybe, whys, chosen };
  const { family } = yes;
  if (!isEmpty(maybe)) return { yes, maybe, whys };
  if (isEmpty(yes)) return never(family);
  return equals(yes, fullSet(family)) ? always(family) : { yes, maybe, whys: [] };
}

/** Cannot be told, for whatever peer. */
export function undecided(family: IpFamily, why: Undecided): Truth {
  const all = fullSet(family);
  return { yes: emptySet(family), maybe: all, whys: [{ sources: all, why }] };
}

/** The peers of whom the match is true or may be. */
export function possible(a: Truth): AddressSet {
  return union(a.yes, a.maybe);
}

/** The opposite answer; what cannot be told stays so. */
export function not(a: Truth): Truth {
  const { family } = a.yes;
  if (a === always(family)) return never(family);
  if (a === never(family)) return always(family);
  const chosen = a.chosen && { toYes: a.chosen.toNo, toNo: a.chosen.toYes };
  return truth(subtract(fullSet(family), possible(a)), a.maybe, a.whys, chosen);
}

/** True where all are; the first that is false everywhere ends it. */
export function and(family: IpFamily, truths: Iterable<Truth>): Truth {
  let result = always(family);
  for (const truth of truths) {
    result = both(result, truth);
    if (result === never(family)) return result;
  }
  return result;
}

/** True where one of them is. */
export function or(family: IpFamily, truths: Iterable<Truth>): Truth {
  let result = never(family);
  for (const truth of truths) result = not(both(not(result), not(truth)));
  return result;
}

function both(a: Truth, b: Truth): Truth {
  const { family } = a.yes;
  if (a === never(family) || b === never(family)) return never(family);
  if (a === always(family)) return b;
  if (b === always(family)) return a;
  const yes = intersect(a.yes, b.yes);
  const open = intersect(possible(a), possible(b));
  const maybe = subtract(open, yes);
  const whys = isEmpty(maybe) ? [] : [...a.whys, ...b.whys];
  return truth(yes, maybe, whys, a.chosen || b.chosen ? bothChosen(a, b, open) : undefined);
}

function bothChosen(a: Truth, b: Truth, open: AddressSet): Truth['chosen'] {
  const toYes = subtract(intersect(withChoice(a, a.chosen?.toYes), withChoice(b, b.chosen?.toYes)), open);
  const toNo = intersect(
    union(a.chosen?.toNo?.sources ?? emptySet(open.family), b.chosen?.toNo?.sources ?? emptySet(open.family)),
    open,
  );
  if (isEmpty(toYes) && isEmpty(toNo)) return undefined;
  return {
    ...(isEmpty(toYes) ? {} : { toYes: { sources: toYes, choice: words(a.chosen?.toYes, b.chosen?.toYes) } }),
    ...(isEmpty(toNo) ? {} : { toNo: { sources: toNo, choice: words(a.chosen?.toNo, b.chosen?.toNo) } }),
  };
}

function withChoice(a: Truth, choice: Choice | undefined): AddressSet {
  const open = possible(a);
  return choice === undefined ? open : union(open, choice.sources);
}

function words(...choices: (Choice | undefined)[]): string {
  return choices.flatMap((choice) => (choice === undefined ? [] : [choice.choice])).join(' and ');
}
