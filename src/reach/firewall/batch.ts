import type { RuleRef } from '../../model/reason.js';
import type { Rule, Statement } from '../../model/ruleset.js';
import { type AddressSet, emptySet, isEmpty, subtract } from '../../net/address-set.js';
import { assignFirst } from '../../net/assign-first.js';
import type { CompiledChain } from './compile.js';
import { type Ends, endedCount, stop } from './ends.js';
import { accept, type Flow, isVoid } from './flow.js';
import { matchTruth } from './match-truth.js';
import type { PacketState, Passage } from './packet.js';
import { always, and, never } from './truth.js';
import { unite } from './unite.js';

/** A rule that certainly ends some sources' packets and leaves the others alone. */
export interface Ending {
  readonly sources: AddressSet;
  readonly rule: RuleRef;
  readonly how: 'accept' | 'drop' | 'reject';
}

/**
 * Such a rule, 'miss' for one that matches nobody, or undefined for any other. Neighbours of this kind (block lists
 * thousands of rules long) are looked at together.
 */
export function endingOf(
  rule: Rule,
  chain: CompiledChain,
  state: PacketState,
  passage: Passage,
): Ending | 'miss' | undefined {
  const { statements } = rule;
  const end = endIn(rule, chain, state, passage);
  if (end === undefined) return undefined;
  let found = always(passage.family);
  for (let i = 0; i < statements.length - 1; i++) {
    const statement = statements[i];
    if (statement?.kind !== 'match') return undefined;
    found = and(passage.family, [found, matchTruth(statement.match, state, passage)]);
    if (found === never(passage.family)) return 'miss';
  }
  if (found.chosen !== undefined || !isEmpty(found.maybe)) return undefined;
  return { sources: found.yes, ...end };
}

/** How the rule ends those whom it matches: by its own verdict, or by the first rule of a chain that is there to end all. */
function endIn(
  rule: Rule,
  chain: CompiledChain,
  state: PacketState,
  passage: Passage,
): Omit<Ending, 'sources'> | undefined {
  const last = rule.statements.at(-1);
  const how = terminal(last);
  if (how !== undefined) return { rule: rule.ref, how };
  // A trace tells of the jump.
  if (passage.observe !== undefined || last?.kind !== 'verdict') return undefined;
  const { verdict } = last;
  if (verdict.kind !== 'jump' && verdict.kind !== 'goto') return undefined;
  const [first] = chain.target(verdict.chain)?.index.rulesFor(passage, state.local.port) ?? [];
  const there = first?.statements.length === 1 ? terminal(first.statements[0]) : undefined;
  return first === undefined || there === undefined ? undefined : { rule: first.ref, how: there };
}

/** Ends what each of the rules in turn ends of `flow`; returns what is left of it. */
export function endTogether(endings: readonly Ending[], flow: Flow, ends: Ends, passage: Passage): Flow[] {
  const before = endedCount(ends);
  const sets = endings.map(({ sources }) => sources);
  const ordinary = assignFirst(sets, flow.ordinary);
  const special = isEmpty(flow.special) ? undefined : assignFirst(sets, flow.special);
  for (const [i, { rule, how }] of endings.entries()) {
    const taken: Flow = {
      ...flow,
      ordinary: ordinary[i] ?? emptySet(flow.ordinary.family),
      special: special?.[i] ?? flow.special,
    };
    if (isEmpty(taken.ordinary) && isEmpty(taken.special)) continue;
    passage.observe?.({ kind: 'rule', rule, effect: how, certain: true });
    if (how === 'accept') ends.accepted.push(accept(taken, { kind: 'rule', rule }));
    else stop(ends, taken, { code: how === 'drop' ? 'firewall-drop' : 'firewall-reject', rule });
  }
  // Nobody ended: it is the same flow still.
  if (endedCount(ends) === before) return isVoid(flow) ? [] : [flow];
  const all = unite(flow.ordinary.family, sets);
  const left = { ...flow, ordinary: subtract(flow.ordinary, all), special: subtract(flow.special, all) };
  return isEmpty(left.ordinary) && isEmpty(left.special) ? [] : [left];
}

function terminal(statement: Statement | undefined): Ending['how'] | undefined {
  if (statement?.kind === 'reject') return 'reject';
  if (statement?.kind !== 'verdict') return undefined;
  const { kind } = statement.verdict;
  return kind === 'accept' || kind === 'drop' ? kind : undefined;
}
