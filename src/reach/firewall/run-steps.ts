import type { Reason } from '../../model/reason.js';
import { possibleOrders } from './chain-order.js';
import type { CompiledBase } from './compile.js';
import type { Stopped } from './ends.js';
import { type Flow, joinFlows, peersOf, withDoubts } from './flow.js';
import type { HookStep } from './hook-plan.js';
import { runNatDispatcher } from './nat-dispatcher.js';
import type { Passage } from './packet.js';
import { walkBaseChain } from './walk.js';

/** How far packets have come at a hook. */
export interface Progress {
  readonly flows: readonly Flow[];
  readonly stopped: readonly Stopped[];
}

/** A passage without what differs from chain to chain. */
export type Crossing = Omit<Passage, 'priority' | 'chainType'>;

/** Runs the steps one after the other. */
export function runSteps(steps: readonly HookStep[], start: readonly Flow[], crossing: Crossing): Progress {
  let flows = start;
  let stopped: readonly Stopped[] = [];
  for (const step of steps) {
    if (flows.length === 0) break;
    const done = runStep(step, flows, crossing);
    flows = joinFlows(done.flows);
    stopped = [...stopped, ...done.stopped];
  }
  return { flows, stopped };
}

/**
 * Joins what happens in each of several cases of which nobody can tell which it is: a doubt stands where they differ.
 */
export function anyOf(results: readonly Progress[], reason: Reason): Progress {
  const [only] = results;
  if (only !== undefined && results.length === 1) return only;
  return {
    flows: results.flatMap(({ flows }) =>
      flows.map((flow) => withDoubts(flow, [{ sources: peersOf(flow), reason }])),
    ),
    stopped: results.flatMap(({ stopped }) => stopped),
  };
}

function runStep(step: HookStep, flows: readonly Flow[], crossing: Crossing): Progress {
  const { priority } = step;
  if (step.kind === 'nat')
    return runNatDispatcher(step.groups, flows, { ...crossing, priority, chainType: 'nat' });
  const [likely = [], ...others] = possibleOrders(step.chains);
  const unobserved = { ...crossing, observe: undefined };
  return anyOf(
    [
      runInOrder(likely, flows, crossing, priority),
      ...others.map((order) => runInOrder(order, flows, unobserved, priority)),
    ],
    { code: 'order-unknown', chains: likely.map(({ ref }) => `${ref.table} ${ref.chain}`) },
  );
}

function runInOrder(
  chains: readonly CompiledBase[],
  start: readonly Flow[],
  crossing: Crossing,
  priority: number,
): Progress {
  let flows = start;
  let stopped: readonly Stopped[] = [];
  for (const base of chains) {
    const passage: Passage = { ...crossing, priority, chainType: base.base.type };
    const ends = flows.map((flow) => walkBaseChain(base, flow, passage));
    flows = joinFlows(ends.flatMap(({ accepted, bound }) => [...accepted, ...bound]));
    stopped = [...stopped, ...ends.flatMap((end) => end.stopped)];
  }
  return { flows, stopped };
}
