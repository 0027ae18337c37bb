import type { Match, Undecided } from '../../model/ruleset.js';
import { fullSet, type IpFamily } from '../../net/address-set.js';
import { membership } from './elements.js';
import { loadSelector } from './load-selector.js';
import type { PacketState, Passage } from './packet.js';
import { and, constant, not, or, type Truth, truth, undecided } from './truth.js';
import { bitsTruth, loadable, valueTruth } from './value-truth.js';

/** For which peers' packets the match is true. */
export function matchTruth(match: Match, state: PacketState, passage: Passage): Truth {
  const { family } = passage;
  switch (match.kind) {
    case 'in': {
      const loaded = loadSelector(match.selector, state, passage);
      const found = valueTruth(loaded, match.values, family);
      return match.negated ? and(family, [loadable(loaded, family), not(found)]) : found;
    }
    case 'bits': {
      const loaded = loadSelector(match.selector, state, passage);
      const found = bitsTruth(loaded, match.mask, family);
      return match.test === 'any' ? found : and(family, [loadable(loaded, family), not(found)]);
    }
    case 'lookup': {
      const loaded = match.keys.map((key) => loadSelector(key, state, passage));
      const found = membership(match.set, loaded, family);
      if (!match.negated) return found;
      return and(family, [...loaded.map((value) => loadable(value, family)), not(found)]);
    }
    case 'either': {
      const found = or(family, truths(match.matches, state, passage));
      return match.negated ? not(found) : found;
    }
    case 'all': {
      const found = and(family, truths(match.matches, state, passage));
      return match.negated ? not(found) : found;
    }
    case 'constant':
      return constant(family, match.value);
    case 'unknown':
      return unknownTruth(match.why, family);
    default: {
      const unreachable: never = match;
      return unreachable;
    }
  }
}

/** What cannot be translated; of a header that the client chooses it may be known what an ordinary one has there. */
function unknownTruth(why: Undecided, family: IpFamily): Truth {
  if (why.code !== 'client-chosen' || why.ordinary === undefined) return undecided(family, why);
  const { yes, maybe } = constant(family, why.ordinary);
  const turned = { sources: fullSet(family), choice: why.text };
  return truth(yes, maybe, [], why.ordinary ? { toNo: turned } : { toYes: turned });
}

function* truths(matches: readonly Match[], state: PacketState, passage: Passage): Iterable<Truth> {
  for (const match of matches) yield matchTruth(match, state, passage);
}
