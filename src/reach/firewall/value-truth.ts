import type { ValueSet } from '../../model/element-set.js';
import type { Undecided } from '../../model/ruleset.js';
import { type AddressSet, type Bound, contains, fullSet, type IpFamily } from '../../net/address-set.js';
import type { Loaded } from './load-selector.js';
import { maskedPreimage } from './masked-preimage.js';
import { boundsWhere, formatBounds, has, restrict } from './number-bounds.js';
import { always, among, and, constant, never, or, type Truth, truth, undecided } from './truth.js';

/** Whether the loaded value is one of `values`, for each peer. What could not be loaded is in no set. */
export function valueTruth(loaded: Loaded, values: ValueSet, family: IpFamily): Truth {
  switch (loaded.kind) {
    case 'none':
      return never(family);
    case 'unknown':
      return values.kind === 'any' ? constant(family, true) : undecided(family, loaded.why);
    case 'by-peer':
      return byPeer(loaded, family, (part) => valueTruth(part, values, family));
    default:
      break;
  }
  switch (values.kind) {
    case 'any':
      return constant(family, true);
    case 'names':
      if (loaded.kind !== 'name') return mismatch(family);
      return constant(
        family,
        values.names.some((name) =>
          name.prefix ? loaded.value.startsWith(name.text) : loaded.value === name.text,
        ),
      );
    case 'addresses':
      if (values.set.family !== family) return never(family);
      if (loaded.kind === 'address') return constant(family, contains(values.set, loaded.value));
      if (loaded.kind !== 'peer') return mismatch(family);
      return peerTruth(values.set, loaded.mask);
    case 'numbers':
      if (loaded.kind === 'number') return constant(family, has(values.bounds, loaded.value));
      if (loaded.kind === 'chosen') return chosenTruth(loaded, values.bounds, family);
      return mismatch(family);
    default: {
      const unreachable: never = values;
      return unreachable;
    }
  }
}

function peerTruth(set: AddressSet, mask: Bound | undefined): Truth {
  const sources = mask === undefined ? set : maskedPreimage(set, mask);
  if (sources !== undefined) return among(sources);
  return undecided(set.family, { code: 'unknown-match', text: 'a mask that splits addresses too finely' });
}

/** The ordinary client's answer, and whether a special choice turns it round. */
function chosenTruth(
  loaded: Extract<Loaded, { kind: 'chosen' }>,
  values: readonly number[],
  family: IpFamily,
): Truth {
  const all = fullSet(family);
  const inside = restrict(loaded.possible, values);
  const outside = restrict(loaded.possible, values, false);
  const ordinaryInside = restrict(loaded.ordinary, values).length > 0;
  const ordinaryOutside = restrict(loaded.ordinary, values, false).length > 0;
  const words = (bounds: readonly number[]) => `${loaded.what} ${formatBounds(bounds)}`;
  if (ordinaryInside && ordinaryOutside)
    return undecided(family, { code: 'client-chosen', text: words(inside) });
  const { yes, maybe } = constant(family, ordinaryInside);
  const turns = ordinaryInside ? outside : inside;
  if (turns.length === 0) return constant(family, ordinaryInside);
  const choice = { sources: all, choice: words(turns) };
  return truth(yes, maybe, [], ordinaryInside ? { toNo: choice } : { toYes: choice });
}

/** Whether the loaded number has any of the bits of `mask` set. */
export function bitsTruth(loaded: Loaded, mask: number, family: IpFamily): Truth {
  switch (loaded.kind) {
    case 'none':
      return never(family);
    case 'number':
      return constant(family, (loaded.value & mask) !== 0);
    case 'bits':
      if ((loaded.value & loaded.known & mask) !== 0) return constant(family, true);
      return (mask & ~loaded.known) === 0 ? constant(family, false) : undecided(family, UNKNOWN_BITS);
    case 'chosen':
      return chosenTruth(
        loaded,
        boundsWhere(loaded.possible, (value) => (value & mask) !== 0),
        family,
      );
    case 'by-peer':
      return byPeer(loaded, family, (part) => bitsTruth(part, mask, family));
    case 'unknown':
      return undecided(family, loaded.why);
    default:
      return mismatch(family);
  }
}

/** The peers whose packets have something there to load: outside them a match fails, negated or not. */
export function loadable(loaded: Loaded, family: IpFamily): Truth {
  if (loaded.kind === 'none') return never(family);
  if (loaded.kind === 'by-peer') return byPeer(loaded, family, (part) => loadable(part, family));
  return always(family);
}

const UNKNOWN_BITS: Undecided = { code: 'unknown-match', text: 'bits of ct status' };

function byPeer(
  loaded: Extract<Loaded, { kind: 'by-peer' }>,
  family: IpFamily,
  ask: (part: Loaded) => Truth,
): Truth {
  return or(
    family,
    loaded.parts.map((part) => and(family, [among(part.sources), ask(part.loaded)])),
  );
}

/** A set of another type than the selector's: the translation went wrong, so nothing is known. */
function mismatch(family: IpFamily): Truth {
  return undecided(family, { code: 'unknown-match', text: 'a set of another type' });
}
