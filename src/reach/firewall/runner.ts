import type { HookName, Ruleset } from '../../model/ruleset.js';
import type { TraceStep } from '../../model/trace.js';
import { emptySet, type IpFamily } from '../../net/address-set.js';
import { isForgotten } from '../ipvs/taken.js';
import type { HookPart, HookResult, HookRunner, World } from '../world.js';
import { classesOf } from './classes.js';
import { type CompiledBase, compile } from './compile.js';
import { usesConntrack } from './conntrack-use.js';
import { deviceClassesOf } from './device-classes.js';
import { deviceChains, meetsFrames, runEgress, runFrame, runIngress } from './device-hooks.js';
import { dialledAddresses, dialledPorts, masks, rewrites } from './dialled-ports.js';
import type { HookEnvironment } from './environment.js';
import type { Flow } from './flow.js';
import { type HookStep, planHook } from './hook-plan.js';
import { type HostOfRules, hookEnvironment } from './host-environment.js';
import { type MarkReaders, markReadersOf } from './mark-readers.js';
import { outcomeOf } from './outcome.js';
import { type Crossing, type Progress, runSteps } from './run-steps.js';
import { runTranslated, seenSource } from './translated-source.js';

/** Rules looked at in one hook before the question counts as too complex. */
const BUDGET = 200_000;
/** After so many questions that were too complex it is the rules that are: the others get less, which is more than any usual one needs. */
const PATIENCE = 20;
const LITTLE = 10_000;

/** Who reads marks behind a part of a hook's chains: the others may. */
const WITHIN_A_HOOK: MarkReaders = { routing: false, afterHook: () => true, ctmark: true };

/**
 * The firewall of a namespace, ready to be asked what becomes of packets at each hook. The kernel's model is that of
 * nf_hook_slow: base chains by priority across tables and back ends, `drop` final, `accept` only for its own chain.
 */
export function createHookRunner(ruleset: Ruleset, host: HostOfRules): HookRunner {
  return hookRunner(ruleset, hookEnvironment(host));
}

/** As `createHookRunner`, with what rules see beyond the packet given. */
export function hookRunner(ruleset: Ruleset, environment: HookEnvironment): HookRunner {
  const bases = compile(ruleset);
  const onDevices = deviceChains(bases);
  const conntrack = { ipv4: usesConntrack(bases, 'ipv4'), ipv6: usesConntrack(bases, 'ipv6') };
  const readers = markReadersOf(bases, environment.routesByMark);
  let exhausted = 0;
  // What conntrack knows of frames depends on a module of the kernel, nf_conntrack_bridge.
  const framesAreTracked = usesConntrack(
    bases.filter(({ table }) => table.family === 'bridge' || table.family === 'netdev'),
    'ipv4',
  );
  const plans = new Map<string, readonly HookStep[]>();
  const plan = (hook: HookName, family: IpFamily): readonly HookStep[] => {
    const key = `${hook} ${family}`;
    const steps = plans.get(key) ?? planHook(bases, hook, family);
    plans.set(key, steps);
    return steps;
  };

  function advance(
    hook: HookName,
    world: World,
    crossing: () => Crossing,
    part: HookPart = {},
  ): Progress | undefined {
    switch (hook) {
      case 'ingress':
        if (onDevices.ingress.length === 0 && onDevices.bridge.length === 0) return undefined;
        return runIngress(onDevices, flowOf(world), crossing());
      case 'egress':
        if (onDevices.egress.length === 0 && onDevices.bridge.length === 0) return undefined;
        return runEgress(onDevices, flowOf(world), crossing());
      default: {
        const steps = plan(hook, world.family).filter((step) => isWithin(step, part));
        if (world.binding === undefined && steps.every(isIdle)) return undefined;
        return runSteps(steps, [flowOf(world)], crossing());
      }
    }
  }

  function pass(
    hook: HookName,
    world: World,
    observe: ((step: TraceStep) => void) | undefined,
    part: HookPart | undefined,
  ): HookResult {
    const budget = { left: exhausted < PATIENCE ? BUDGET : LITTLE };
    const crossing = () => crossingOf(hook, world, environment, conntrack[world.family], budget, observe);
    const progress = advance(hook, world, crossing, part);
    if (budget.left <= 0) exhausted += 1;
    return progress === undefined
      ? { passed: [world], stopped: [] }
      : outcomeOf(world, progress, hook, part?.below === undefined ? readers : WITHIN_A_HOOK);
  }

  return {
    hasRules: bases.some(hasSay),
    rewrites: bases.some(rewrites),
    translates: bases.some((base) => rewrites(base) || masks(base)),
    run(hook, world, observe, part) {
      const seen = seenSource(hook, world);
      return seen === undefined
        ? pass(hook, world, observe, part)
        : runTranslated(world, seen, hook, (one) => pass(hook, one, observe, part));
    },
    runFrame(path, world, observe) {
      if (framesAreTracked) return undefined;
      const crossing = crossingOf('forward', world, environment, false, { left: BUDGET }, observe);
      return outcomeOf(world, runFrame(onDevices, flowOf(world), crossing, path), 'forward', readers);
    },
    dialledPorts: (protocol, limit) => dialledPorts(bases, protocol, limit, environment.takenByMark),
    dialledAddresses: (family) => dialledAddresses(bases, family),
    taken: emptySet,
    takenPorts: () => [],
    ...classesOf(bases),
    deviceClass: deviceClassesOf(bases, environment.interfaces),
    filtersFrames: (ports) => bases.some((base) => hasSay(base) && meetsFrames(base, ports)),
  };
}

function isWithin({ priority }: HookStep, { below = Infinity, from = -Infinity }: HookPart): boolean {
  return priority < below && priority >= from;
}

function hasSay({ base, chain }: CompiledBase): boolean {
  return chain.rules.length > 0 || base.policy === 'drop';
}

function isIdle(step: HookStep): boolean {
  return step.kind === 'nat' && step.groups.length === 0;
}

function crossingOf(
  hook: HookName,
  world: World,
  environment: HookEnvironment,
  conntrackInUse: boolean,
  budget: { left: number },
  observe: ((step: TraceStep) => void) | undefined,
): Crossing {
  const { family, protocol, phase, iif, oif, dialled, peerPort } = world;
  return {
    hook,
    family,
    protocol,
    phase,
    iif,
    oif,
    sdif: world.sdif,
    looped: world.looped === true,
    frame: world.frame,
    dialled,
    peerPort,
    unasked: world.unasked === true,
    forgotten: isForgotten(world),
    conntrackInUse,
    environment,
    budget,
    observe,
  };
}

/** A world as one flow: whoever may be here. Who certainly is, is settled when the hook is over. */
function flowOf(world: World): Flow {
  const { local, mark, ctmark, tracked, ctStatus, binding, source, assigned } = world;
  return {
    ordinary: world.may,
    special: emptySet(world.family),
    state: {
      mark: world.markUnknown ? undefined : mark,
      ctmark: world.ctmarkUnknown ? undefined : ctmark,
      local,
      tracked,
      ctStatus,
      binding,
      source,
      assigned,
    },
    doubts: world.doubts,
    accepted: [],
  };
}
