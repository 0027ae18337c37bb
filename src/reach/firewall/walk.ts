import type { Rule } from '../../model/ruleset.js';
import { fullSet } from '../../net/address-set.js';
import { type Ending, endingOf, endTogether } from './batch.js';
import type { CompiledBase, CompiledChain } from './compile.js';
import { type Ends, endedCount, giveUp, stop } from './ends.js';
import { accept, type Flow, forgetMarks, joinFlows } from './flow.js';
import type { Passage } from './packet.js';
import { type RuleRun, runStatement } from './statement.js';

/** nft allows 16 nested jumps; rulesets deeper than this can only come from a broken capture. */
const MAX_DEPTH = 32;
/** Flows that differ in marks or NAT, side by side in one chain. */
const MAX_FLOWS = 32;

/**
 * The chains that a flow has gone through as if they were not there. It would do so again: chains that each jump several times to the
 * next are as many ways as these numbers multiplied.
 */
type Idle = WeakMap<Flow, Set<CompiledChain>>;

/** Walks a base chain as nft_do_chain and ipt_do_table do: rule by rule, then the policy. */
export function walkBaseChain(base: CompiledBase, flow: Flow, passage: Passage): Ends {
  passage.observe?.({ kind: 'chain', hook: passage.hook, chain: base.ref });
  const ends: Ends = { accepted: [], bound: [], stopped: [] };
  const { policy } = base.base;
  for (const rest of walkChain(base, flow, passage, ends, new WeakMap(), 0)) {
    passage.observe?.({ kind: 'policy', chain: base.ref, verdict: policy });
    if (policy === 'drop') stop(ends, rest, { code: 'firewall-policy-drop', chain: base.ref });
    else ends.accepted.push(acceptByPolicy(base, rest));
  }
  return ends;
}

/** An empty chain tells less than any that it stands beside: it comes first, so that the others count as later. */
function acceptByPolicy(base: CompiledBase, flow: Flow): Flow {
  const by = { kind: 'policy', chain: base.ref } as const;
  if (base.chain.rules.length > 0) return accept(flow, by);
  return { ...flow, accepted: [{ sources: flow.ordinary, by }, ...flow.accepted] };
}

/** Walks `chain`; returns what comes out at its end or by `return`, for the caller to go on with. */
function walkChain(
  chain: CompiledChain,
  flow: Flow,
  passage: Passage,
  ends: Ends,
  idle: Idle,
  depth: number,
): readonly Flow[] {
  if (depth > MAX_DEPTH) {
    giveUp(ends, flow, `chains nested deeper than ${MAX_DEPTH}`);
    return [];
  }
  const enter = (name: string, entering: Flow): readonly Flow[] | undefined => {
    const target = chain.target(name);
    if (target === undefined) return undefined;
    // Who watches a packet wants to see every step of it.
    if (passage.observe === undefined && idle.get(entering)?.has(target) === true) return [entering];
    const before = endedCount(ends);
    const out = walkChain(target, entering, passage, ends, idle, depth + 1);
    if (endedCount(ends) === before && out.length === 1 && out[0] === entering)
      idle.set(entering, (idle.get(entering) ?? new Set()).add(target));
    return out;
  };
  const leaving: Flow[] = [];
  let live: readonly Flow[] = [flow];
  let endings: Ending[] = [];
  const flush = () => {
    const [only] = live;
    if (only !== undefined && endings.length > 0) live = endTogether(endings, only, ends, passage);
    endings = [];
  };
  for (const rule of chain.index.rulesFor(passage, flow.state.local.port)) {
    const [only] = live;
    if (only === undefined) break;
    const ending = live.length === 1 ? endingOf(rule, chain, only.state, passage) : undefined;
    if (ending !== undefined) {
      if (ending === 'miss') continue;
      endings.push(ending);
      if (ending.sources === fullSet(passage.family)) flush(); // nobody is left for the rules behind it
      continue;
    }
    flush();
    const next = live.flatMap((each) => runRule(rule, each, { passage, ends, enter, leaving }));
    live = joinFlows(next);
    if (live.length > MAX_FLOWS) live = forgetMarks(live);
    if (live.length > MAX_FLOWS) {
      for (const each of live) giveUp(ends, each, 'too many ways that packets are changed');
      live = [];
    }
  }
  flush();
  return joinFlows([...live, ...leaving]);
}

type ChainRun = Omit<RuleRun, 'rule' | 'missed'>;

/** Runs the statements of one rule from left to right; returns the flows that meet the next rule. */
function runRule(rule: Rule, flow: Flow, chainRun: ChainRun): readonly Flow[] {
  const { passage, ends, leaving } = chainRun;
  if (passage.budget.left-- <= 0) {
    giveUp(ends, flow, 'too many rules to follow');
    return [];
  }
  const before = endedCount(ends) + leaving.length;
  const run: RuleRun = { ...chainRun, rule: rule.ref, missed: [] };
  let current: readonly Flow[] = [flow];
  for (const statement of rule.statements) {
    current = current.flatMap((each) => runStatement(statement, each, run));
    if (current.length === 0) break;
  }
  const next = [...run.missed, ...current];
  // Cut apart, but nothing came of it: the flow goes on whole, and what could not be decided did not matter.
  const idle = endedCount(ends) + leaving.length === before;
  return idle && next.every((each) => each.state === flow.state) ? [flow] : next;
}
