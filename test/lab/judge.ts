import type { Answer } from '../support/answers.js';
import type { Outcome } from './probe.js';

/** A probe's outcome held against the audit's answer. */
export type Judgement =
  | { readonly kind: 'agreement' }
  | { readonly kind: 'disagreement'; readonly why: string }
  /** The audit leaves it open; `either` where it names the listeners among which the order of binding chooses. */
  | { readonly kind: 'conditional'; readonly codes: readonly string[]; readonly either: boolean }
  /** Nothing was learned: the client itself could not send. */
  | { readonly kind: 'void' };

/**
 * Judges one probe. `nameOf` gives the audit's id of a listener by its number in the scenario. Open means delivered and
 * answered; everything else has to be blocked, or not named at all. A listener of which `isProxy` is true takes connections
 * for others, and hands on what the client gets to see, or hangs up.
 */
export function judge(
  outcome: Outcome,
  answer: Answer,
  nameOf: (listener: number) => string,
  isProxy: (id: string) => boolean = () => false,
): Judgement {
  if (outcome.kind === 'not-sent') return { kind: 'void' };
  if (answer.kind === 'contradiction')
    return { kind: 'disagreement', why: `claimed by ${answer.by.join(' and ')}` };
  if (outcome.kind === 'heard') throw new TypeError('what several may get is judged by each of them');
  const truth = outcome.kind === 'open' ? nameOf(outcome.listener) : undefined;
  switch (answer.kind) {
    case 'allowed':
      if (isProxy(answer.by) && wasTaken(outcome)) return { kind: 'agreement' };
      if (truth === answer.by) return { kind: 'agreement' };
      return { kind: 'disagreement', why: `${answer.by} said allowed, ${described(outcome, nameOf)}` };
    case 'conditional': {
      const codes = answer.reasons.map(codeOf);
      const either = codes.every((code) => code === 'either-of');
      // A candidate without an entry of its own is one whose answer would get lost.
      const candidates = answer.reasons.flatMap(candidatesOf);
      if (either && truth === undefined && candidates.every((id) => answer.by.includes(id)))
        return {
          kind: 'disagreement',
          why: `either of ${answer.by.join(', ')}, ${described(outcome, nameOf)}`,
        };
      if (truth !== undefined && !answer.by.includes(truth))
        return {
          kind: 'disagreement',
          why: `perhaps ${answer.by.join(', ')}, ${described(outcome, nameOf)}`,
        };
      return { kind: 'conditional', codes, either };
    }
    case 'blocked':
      if (truth === undefined) return { kind: 'agreement' };
      return {
        kind: 'disagreement',
        why: `blocked (${answer.reasons.map(codeOf).join(', ')}), but ${described(outcome, nameOf)}`,
      };
    case 'unnamed':
      if (truth === undefined) return { kind: 'agreement' };
      return { kind: 'disagreement', why: `not named, but ${described(outcome, nameOf)}` };
    default:
      return answer satisfies never;
  }
}

/**
 * True when somebody accepted the connection, or got the datagram: docker-proxy answers these from whatever address the
 * kernel chooses.
 */
function wasTaken(outcome: Outcome): boolean {
  const hungUp = outcome.kind === 'refused' && ['closed', 'ECONNRESET'].includes(outcome.detail);
  return outcome.kind === 'open' || outcome.kind === 'half-open' || outcome.kind === 'one-way' || hungUp;
}

function candidatesOf(reason: object): readonly string[] {
  return 'listeners' in reason ? (reason.listeners as readonly string[]) : [];
}

function codeOf(reason: object): string {
  return 'code' in reason && typeof reason.code === 'string' ? reason.code : '?';
}

/** What happened, in a few words. */
export function described(outcome: Outcome, nameOf: (listener: number) => string): string {
  switch (outcome.kind) {
    case 'open':
      return `open at ${nameOf(outcome.listener)}`;
    case 'one-way':
      return `arrived at ${nameOf(outcome.listener)} without a way back`;
    case 'heard':
      return `got by ${outcome.by.map(nameOf).join(', ') || 'nobody'}, answered by ${outcome.answered.map(nameOf).join(', ') || 'nobody'}`;
    case 'refused':
    case 'not-sent':
      return `${outcome.kind}: ${outcome.detail}`;
    case 'half-open':
    case 'timeout':
      return outcome.kind;
    default:
      return outcome satisfies never;
  }
}
