import { rotations } from './chain-order.js';
import type { CompiledBase } from './compile.js';
import type { Stopped } from './ends.js';
import { type Flow, joinFlows, peersOf, withDoubts } from './flow.js';
import { hasConntrack, type Passage } from './packet.js';
import { walkBaseChain } from './walk.js';

/** Flows that no nat chain has bound yet, those that one has, and what nat chains dropped. */
interface NatProgress {
  readonly open: readonly Flow[];
  readonly bound: readonly Flow[];
  readonly stopped: readonly Stopped[];
}

/**
 * What the NAT hook does (nf_nat_inet_fn). Its chains see the first packet of a tracked connection until one of them
 * binds it; `accept` in one does not keep the packet from the next. Later packets are rewritten as was bound: those of
 * the peer at the destination hooks, answers at the source hooks.
 */
export function runNatDispatcher(
  groups: readonly (readonly CompiledBase[])[],
  flows: readonly Flow[],
  passage: Passage,
): { readonly flows: readonly Flow[]; readonly stopped: readonly Stopped[] } {
  if (passage.phase !== 'new')
    return { flows: flows.map((flow) => rewriteLater(flow, passage)), stopped: [] };
  // Local clients were bound in output and postrouting; on lo they only come by again.
  if (passage.iif === 'lo') return { flows, stopped: [] };
  const isOpen = ({ state }: Flow) =>
    hasConntrack(state, passage) && !(state.binding !== undefined && isDestinationHook(passage));
  const past = flows.filter((flow) => !isOpen(flow));
  const stopped: Stopped[] = [];
  let open: readonly Flow[] = flows.filter(isOpen);
  for (const group of groups) {
    const done = runGroup(group, open, passage);
    open = joinFlows(done.open);
    past.push(...done.bound);
    stopped.push(...done.stopped);
  }
  return { flows: [...past, ...open], stopped };
}

/** Chains of one priority: which comes first is not known, and only matters when more than one would act. */
function runGroup(chains: readonly CompiledBase[], flows: readonly Flow[], passage: Passage): NatProgress {
  const likely = chains.toReversed();
  const first = runOrder(likely, flows, passage);
  if (chains.length < 2 || (first.bound.length === 0 && first.stopped.length === 0)) return first;
  const unobserved = { ...passage, observe: undefined };
  const others = rotations(likely).slice(1);
  const results = [first, ...others.map((order) => runOrder(order, flows, unobserved))];
  const names = likely.map(({ ref }) => `${ref.table} ${ref.chain}`);
  const doubt = (flow: Flow) =>
    withDoubts(flow, [{ sources: peersOf(flow), reason: { code: 'order-unknown', chains: names } }]);
  return {
    open: results.flatMap(({ open }) => open.map(doubt)),
    bound: results.flatMap(({ bound }) => bound.map(doubt)),
    stopped: results.flatMap(({ stopped }) => stopped),
  };
}

function runOrder(chains: readonly CompiledBase[], flows: readonly Flow[], passage: Passage): NatProgress {
  let open = flows;
  const bound: Flow[] = [];
  const stopped: Stopped[] = [];
  for (const base of chains) {
    const next: Flow[] = [];
    for (const flow of open) {
      const ends = walkBaseChain(base, flow, passage);
      // Passing a nat chain says nothing of who may come in.
      next.push(...ends.accepted.map((passed) => ({ ...passed, accepted: flow.accepted })));
      bound.push(...ends.bound);
      stopped.push(...ends.stopped);
    }
    open = joinFlows(next);
  }
  return { open, bound, stopped };
}

function rewriteLater(flow: Flow, passage: Passage): Flow {
  const { state } = flow;
  if (state.binding === undefined || !hasConntrack(state, passage)) return flow;
  if ((passage.phase === 'established') !== isDestinationHook(passage)) return flow;
  const local = passage.phase === 'established' ? state.binding.to : passage.dialled;
  return { ...flow, state: { ...state, local } };
}

/** HOOK2MANIP: where destinations are rewritten; at the others it is sources. */
function isDestinationHook({ hook }: Passage): boolean {
  return hook === 'prerouting' || hook === 'output';
}
