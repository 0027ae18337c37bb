import type { Reason } from '../../model/reason.js';
import type { HookName } from '../../model/ruleset.js';
import {
  type AddressSet,
  emptySet,
  equals,
  intersect,
  isEmpty,
  overlaps,
  subtract,
} from '../../net/address-set.js';
import { assignFirst } from '../../net/assign-first.js';
import type { Doubt, HookResult, Stop, World } from '../world.js';
import { settleAcceptances } from './acceptances.js';
import type { Stopped } from './ends.js';
import { type Flow, joinFlows, peersOf } from './flow.js';
import type { MarkReaders } from './mark-readers.js';
import { subjectOf } from './reasons.js';
import type { Progress } from './run-steps.js';
import { unite } from './unite.js';

/**
 * What certainly happened to whom, from all the ways that were open: a peer is certainly in a world when no other way
 * was open to its ordinary packets. So two guesses that end alike make a certainty.
 */
export function outcomeOf(
  world: World,
  progress: Progress,
  hook: HookName,
  readers: MarkReaders,
): HookResult {
  const flows = joinFlows(progress.flows.map((flow) => withoutDeadMarks(flow, world, hook, readers)));
  const { family } = world;
  const stoppedAtAll = unite(
    family,
    progress.stopped.map(({ sources }) => sources),
  );
  const passed = flows.map((flow): World => {
    const others = flows.filter((other) => other !== flow).map(({ ordinary }) => ordinary);
    const elsewhere = others.length === 0 ? stoppedAtAll : unite(family, [stoppedAtAll, ...others]);
    const must = subtract(intersect(world.must, flow.ordinary), elsewhere);
    return worldOf(world, flow, must, hook, readers);
  });
  const passedAtAll = unite(
    family,
    flows.map(({ ordinary }) => ordinary),
  );
  const surelyStopped = subtract(intersect(world.must, stoppedAtAll), passedAtAll);
  return { passed, stopped: stops(progress.stopped, surelyStopped) };
}

/** Marks that nobody reads any more are forgotten, so that flows which differ in nothing else are one again. */
function withoutDeadMarks(flow: Flow, { mark, ctmark }: World, hook: HookName, readers: MarkReaders): Flow {
  const { state } = flow;
  const next = {
    mark: readers.afterHook(hook) ? state.mark : mark,
    ctmark: readers.ctmark ? state.ctmark : ctmark,
  };
  if (next.mark === state.mark && next.ctmark === state.ctmark) return flow;
  return { ...flow, state: { ...state, ...next } };
}

function worldOf(world: World, flow: Flow, must: AddressSet, hook: HookName, readers: MarkReaders): World {
  const { state } = flow;
  const peers = peersOf(flow);
  const may = equals(peers, world.may) ? world.may : peers;
  const lost = readers.routing && state.mark === undefined;
  const certain = lost ? emptySet(world.family) : must;
  const doubts = lost ? [...flow.doubts, { sources: may, reason: ROUTED_BY_MARK }] : flow.doubts;
  return {
    family: world.family,
    protocol: world.protocol,
    phase: world.phase,
    iif: world.iif,
    oif: world.oif,
    frame: world.frame,
    must: equals(certain, world.must) ? world.must : certain,
    may,
    doubts: relevant(doubts, subtract(may, certain)),
    local: state.local,
    peerPort: world.peerPort,
    dialled: world.dialled,
    mark: state.mark ?? 0,
    ctmark: state.ctmark ?? 0,
    markUnknown: state.mark === undefined,
    ctmarkUnknown: state.ctmark === undefined,
    tracked: state.tracked,
    unasked: world.unasked,
    ctStatus: state.ctStatus,
    binding: state.binding,
    source: state.source,
    transit: world.transit,
    assigned: state.assigned,
    ipvs: world.ipvs,
    acceptedBy: settleAcceptances(world.acceptedBy, flow.accepted, may, hook),
  };
}

const ROUTED_BY_MARK: Reason = {
  code: 'too-complex',
  detail: 'packets are routed by a mark that cannot be told',
};

function relevant(doubts: readonly Doubt[], open: AddressSet): readonly Doubt[] {
  if (isEmpty(open) || doubts.length === 0) return [];
  return doubts.filter(({ sources }) => overlaps(sources, open));
}

/** One Stop a reason; of what is certain, a peer is named by the first that it met. */
function stops(stopped: readonly Stopped[], surely: AddressSet): Stop[] {
  const groups = grouped(stopped);
  const certain = assignFirst(
    groups.map(({ sources }) => sources),
    surely,
  );
  return groups.map(({ reason, sources }, i) => ({ must: certain[i] ?? surely, may: sources, reason }));
}

function grouped(stopped: readonly Stopped[]): readonly Stopped[] {
  if (stopped.length < 2) return stopped.filter(({ sources }) => !isEmpty(sources));
  const groups = new Map<unknown, { reason: Reason; sets: AddressSet[] }>();
  for (const { reason, sources } of stopped) {
    if (isEmpty(sources)) continue;
    const key = subjectOf(reason);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { reason, sets: [sources] });
    else group.sets.push(sources);
  }
  return [...groups.values()].map(({ reason, sets }) => ({
    reason,
    sources: unite(sets[0]?.family ?? 'ipv4', sets),
  }));
}
