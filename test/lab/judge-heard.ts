import { Answers, type Question } from '../support/answers.js';
import type { AuditDocument } from './ask.js';
import type { Judgement } from './judge.js';
import type { Outcome } from './probe.js';

type Listener = AuditDocument['listeners'][number];

/** A place where a datagram comes in, and who there may get it: numbers in the scenario by the audit's ids of listeners. */
export interface Hearing {
  readonly question: Question;
  readonly listeners: ReadonlyMap<string, readonly number[]>;
}

/** What an audit says of datagrams that several sockets may get. */
export class HeardAnswers {
  readonly #answered = new Map<string, Answers>();
  readonly #lost = new Map<string, Answers>();

  constructor(listeners: readonly Listener[]) {
    for (const { id, protocol, reach, one_way, group_reach, group_one_way } of listeners) {
      this.#answered.set(id, new Answers([{ id, protocol, reach: [...reach, ...group_reach] }]));
      this.#lost.set(id, new Answers([{ id, protocol, reach: [...one_way, ...group_one_way] }]));
    }
  }

  /** Judges a probe by each socket that might have got it: allowed have answered, one-way have got it, no others. */
  judge(outcome: Outcome & { readonly kind: 'heard' }, hearings: readonly Hearing[]): Judgement {
    const codes: string[] = [];
    for (const { question, listeners } of hearings)
      for (const [id, numbers] of listeners) {
        const answer = this.#answered.get(id)?.ask(question) ?? { kind: 'unnamed' };
        const lost = this.#lost.get(id)?.ask(question).kind ?? 'unnamed';
        const [got, answered] = [outcome.by, outcome.answered].map((those) =>
          numbers.some((number) => those.includes(number)),
        );
        const seen = answered ? 'it answered' : got ? 'it got it and no answer came' : 'it did not get it';
        const wrong = (said: string): Judgement => ({
          kind: 'disagreement',
          why: `${id} in ${question.namespace}: ${said}, ${seen}`,
        });
        if (answer.kind === 'contradiction') return wrong('contradiction');
        if (answer.kind === 'allowed' && !answered) return wrong('allowed');
        if (answer.kind === 'conditional' || lost === 'conditional') {
          const reasons = answer.kind === 'conditional' ? answer.reasons : [];
          codes.push(...reasons.map((reason) => ('code' in reason ? String(reason.code) : '?')));
          continue;
        }
        if (answer.kind !== 'allowed' && answered) return wrong(answer.kind);
        if (answer.kind !== 'allowed' && (lost === 'allowed') !== got)
          return wrong(`${answer.kind}, one way ${lost}`);
      }
    return codes.length > 0 ? { kind: 'conditional', codes, either: false } : { kind: 'agreement' };
  }
}
