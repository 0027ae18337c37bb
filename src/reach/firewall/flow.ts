import type { RuleRef } from '../../model/reason.js';
import {
  type AddressSet,
  emptySet,
  intersect,
  isEmpty,
  overlaps,
  subtract,
  union,
} from '../../net/address-set.js';
import type { Acceptance, Doubt } from '../world.js';
import { type PacketState, sameState } from './packet.js';
import { undecidedReason } from './reasons.js';
import { always, type Choice, never, possible, type Truth } from './truth.js';
import { unite } from './unite.js';

/**
 * Packets on their way through a chain. Flows overlap where it cannot be told which way a packet takes; what certainly
 * happened to a peer is found at the end of the hook, from all the ways that were open to it.
 */
export interface Flow {
  /** Peers whose packets may be here, as ordinary clients send them. */
  readonly ordinary: AddressSet;
  /** Peers that may get a packet here by a special choice (a source port, a TTL). */
  readonly special: AddressSet;
  readonly state: PacketState;
  readonly doubts: readonly Doubt[];
  /** Which rules and policies let it pass, in order. */
  readonly accepted: readonly Acceptance[];
}

/** Every peer that may have a packet in the flow. */
export function peersOf(flow: Flow): AddressSet {
  return union(flow.ordinary, flow.special);
}

export function isVoid(flow: Flow): boolean {
  return isEmpty(flow.ordinary) && isEmpty(flow.special);
}

/** A flow cut in two by a match: those that it takes and those that it leaves. Absent where no peer is left. */
export interface Cut {
  readonly taken: Flow | undefined;
  readonly left: Flow | undefined;
}

/** Cuts `flow` by `truth`; what cannot be told goes both ways, with a doubt that names `rule`. */
export function cut(flow: Flow, truth: Truth, rule: RuleRef): Cut {
  const { family } = flow.ordinary;
  if (truth === always(family)) return { taken: flow, left: undefined };
  if (truth === never(family)) return { taken: undefined, left: flow };
  const open = possible(truth);
  const { toYes, toNo } = truth.chosen ?? {};
  const byChoice = (choice: AddressSet | undefined) =>
    choice === undefined ? emptySet(family) : intersect(peersOf(flow), choice);
  const { state, accepted } = flow;
  const taken: Flow = {
    ordinary: intersect(flow.ordinary, open),
    special: union(intersect(flow.special, open), byChoice(toYes?.sources)),
    state,
    doubts: flow.doubts,
    accepted,
  };
  const left: Flow = {
    ordinary: subtract(flow.ordinary, truth.yes),
    special: union(subtract(flow.special, truth.yes), byChoice(toNo?.sources)),
    state,
    doubts: flow.doubts,
    accepted,
  };
  if (truth.whys.length === 0 && truth.chosen === undefined)
    return { taken: unlessVoid(taken), left: unlessVoid(left) };
  const doubts = truth.whys.flatMap(({ sources, why }): Doubt[] =>
    overlaps(sources, peersOf(flow)) ? [{ sources, reason: undecidedReason(why, rule) }] : [],
  );
  return {
    taken: unlessVoid(withDoubts(taken, [...doubts, ...choiceDoubts(toYes, rule)])),
    left: unlessVoid(withDoubts(left, [...doubts, ...choiceDoubts(toNo, rule)])),
  };
}

function choiceDoubts(choice: Choice | undefined, rule: RuleRef): Doubt[] {
  if (choice === undefined) return [];
  const why = { code: 'client-chosen', text: choice.choice } as const;
  return [{ sources: choice.sources, reason: undecidedReason(why, rule) }];
}

/** The flow after a rule or a policy let it pass. Whom a special choice brought here owes it to that choice. */
export function accept(flow: Flow, by: Acceptance['by']): Flow {
  if (isEmpty(flow.ordinary)) return flow;
  return { ...flow, accepted: [...flow.accepted, { sources: flow.ordinary, by }] };
}

export function withDoubts(flow: Flow, doubts: readonly Doubt[]): Flow {
  return doubts.length === 0 ? flow : { ...flow, doubts: [...flow.doubts, ...doubts] };
}

function unlessVoid(flow: Flow): Flow | undefined {
  return isVoid(flow) ? undefined : flow;
}

/** Joins the flows whose packets are alike by now. */
export function joinFlows(flows: readonly Flow[]): readonly Flow[] {
  if (flows.length < 2) return flows;
  const groups: Flow[][] = [];
  for (const flow of flows) {
    const group = groups.find(([first]) => first !== undefined && sameState(first.state, flow.state));
    if (group === undefined) groups.push([flow]);
    else group.push(flow);
  }
  return groups.map(joinAlike);
}

/** The flows without the marks in which they differ: whoever asks for such a mark is not told. */
export function forgetMarks(flows: readonly Flow[]): readonly Flow[] {
  const [first] = flows;
  const common = (key: 'mark' | 'ctmark') =>
    flows.every(({ state }) => state[key] === first?.state[key]) ? first?.state[key] : undefined;
  const marks = { mark: common('mark'), ctmark: common('ctmark') };
  return joinFlows(flows.map((flow) => ({ ...flow, state: { ...flow.state, ...marks } })));
}

function joinAlike(group: readonly Flow[]): Flow {
  const [first] = group as [Flow];
  if (group.length === 1) return first;
  const { family } = first.ordinary;
  return {
    ordinary: unite(
      family,
      group.map((flow) => flow.ordinary),
    ),
    special: unite(
      family,
      group.map((flow) => flow.special),
    ),
    state: first.state,
    doubts: joinLists(group.map((flow) => flow.doubts)),
    accepted: joinLists(group.map((flow) => flow.accepted)),
  };
}

function joinLists<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const [first = []] = lists;
  return lists.every((list) => list === first) ? first : [...new Set(lists.flat())];
}
