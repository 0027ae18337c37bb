import type { Audience } from '../../model/listener.js';
import type { Verdict } from '../../model/reach.js';
import type { Reason } from '../../model/reason.js';
import { type AddressSet, equals } from '../../net/address-set.js';
import type { Decision } from '../survey/decide.js';
import { reasonKey } from './reason-key.js';
import { byAudience, type SourceAudiences } from './source-audience.js';
import { digest, sourceTexts } from './source-texts.js';

/** A decision as it is reported: one audience, its sources written out. Equal answers of one factory are one object. */
export interface Answer {
  readonly audience: Audience;
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly sources: readonly string[];
  /** See SourceAudience. */
  readonly asymmetric: boolean;
}

/** Makes the answers of one way in from decisions. */
export type AnswerMaker = (decisions: readonly Decision[]) => readonly Answer[];

/**
 * Gives each way in its maker, by who its sources are. Equal answers are one object whoever made them, so that they can
 * be joined by identity; and the same decisions are written out once.
 */
export function answerFactory(): (audiences: SourceAudiences) => AnswerMaker {
  const equal: EqualAnswers = new Map();
  const textsOf = sourceTexts();
  return (audiences) => {
    const made = new WeakMap<readonly Decision[], readonly Answer[]>();
    return (decisions) => {
      const known = made.get(decisions);
      if (known !== undefined) return known;
      const answers = decisions.flatMap((decision) => answersOf(decision, audiences, equal, textsOf));
      made.set(decisions, answers);
      return answers;
    };
  };
}

/** Answers made so far, with their sources, by a key that is equal for equal ones. */
type EqualAnswers = Map<string, { readonly set: AddressSet; readonly answer: Answer }[]>;

function answersOf(
  { sources, verdict, reason }: Decision,
  audiences: SourceAudiences,
  equal: EqualAnswers,
  textsOf: (set: AddressSet) => readonly string[],
): Answer[] {
  const why = reasonKey(reason);
  return byAudience(sources, audiences).map(({ audience, sources: set, asymmetric }) => {
    const key = `${audience} ${asymmetric} ${verdict} ${why} ${digest(set)}`;
    const candidates = equal.get(key) ?? [];
    equal.set(key, candidates);
    const same = candidates.find((candidate) => equals(candidate.set, set));
    if (same !== undefined) return same.answer;
    const answer: Answer = { audience, verdict, reason, sources: textsOf(set), asymmetric };
    candidates.push({ set, answer });
    return answer;
  });
}
