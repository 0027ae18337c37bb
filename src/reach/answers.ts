import type { Audience } from '../model/listener.js';
import type { Verdict } from '../model/reach.js';
import type { Reason } from '../model/reason.js';
import { toCidrs } from '../net/cidr.js';
import type { Decision } from './decide.js';
import { reasonKey } from './reason-key.js';
import { byAudience, type SourceAudiences } from './source-audience.js';

/** A decision as it is reported: one audience, its sources written out. Equal answers of one factory are one object. */
export interface Answer {
  readonly audience: Audience;
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly sources: readonly string[];
}

/** Makes answers from decisions; most of a host's listeners share a few. */
export type AnswerFactory = (decisions: readonly Decision[], audiences: SourceAudiences) => readonly Answer[];

/** A factory whose equal answers are the same object, so that they can be merged by identity. */
export function answerFactory(): AnswerFactory {
  const known = new Map<string, Answer>();
  return (decisions, audiences) =>
    decisions.flatMap(({ sources, verdict, reason }) => {
      const why = reasonKey(reason);
      return byAudience(sources, audiences).map(([audience, part]) => {
        const key = `${audience} ${verdict} ${why} ${part.family} ${part.bounds.join()}`;
        const same = known.get(key);
        if (same !== undefined) return same;
        const made: Answer = { audience, verdict, reason, sources: toCidrs(part) };
        known.set(key, made);
        return made;
      });
    });
}
