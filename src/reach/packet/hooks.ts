import type { HookName } from '../../model/ruleset.js';
import type { TraceStep } from '../../model/trace.js';
import { type AddressSet, intersect, isEmpty } from '../../net/address-set.js';
import type { Ingress } from '../routing/ingress.js';
import type { Endpoint, HookRunner, Stop, World } from '../world.js';

export type Observe = (step: TraceStep) => void;

/** One hook at one place: the devices that its rules see. */
export interface Stage {
  readonly hook: HookName;
  readonly iif?: string;
  readonly oif?: string;
}

/** Peers that were stopped while the packet was addressed to `at`. */
export interface LocatedStop extends Stop {
  readonly at: Endpoint;
}

/** Packets on their way from hook to hook: those that are left, and those who were stopped. */
export interface Journey {
  readonly worlds: readonly World[];
  readonly stops: readonly LocatedStop[];
}

/** The hooks that requests pass before and after the routing decision. Packets over lo leave before they come in. */
export function stagesIn({ name, vrf }: Ingress): { before: readonly Stage[]; after: readonly Stage[] } {
  if (name === 'lo')
    return {
      before: [{ hook: 'output', oif: 'lo' }],
      after: [...stagesOut('lo'), ...arriving('lo'), { hook: 'input', iif: 'lo' }],
    };
  return {
    before: [...arriving(name), ...(vrf === undefined ? [] : [{ hook: 'prerouting', iif: vrf } as const])],
    after: [{ hook: 'input', iif: vrf ?? name }],
  };
}

/** The hooks after the output hook, or after the forward hook, on the way out by `device`. */
export function stagesOut(device: string): readonly Stage[] {
  return [
    { hook: 'postrouting', oif: device },
    { hook: 'egress', oif: device },
  ];
}

/** The hooks at the start of the way in by `device`. */
export function arriving(device: string): readonly Stage[] {
  return [
    { hook: 'ingress', iif: device },
    { hook: 'prerouting', iif: device },
  ];
}

/** Runs the hooks one after the other over every world of the journey. */
export function passStages(
  runner: HookRunner,
  stages: readonly Stage[],
  start: Journey,
  observe?: Observe,
): Journey {
  let { worlds } = start;
  const stops = [...start.stops];
  for (const { hook, iif, oif } of stages) {
    const left: World[] = [];
    for (const world of worlds) {
      const { passed, stopped } = runner.run(hook, { ...world, iif, oif }, observe);
      for (const next of passed) if (!isEmpty(next.may)) left.push(next);
      for (const stop of stopped) if (!isEmpty(stop.may)) stops.push({ ...stop, at: world.local });
    }
    worlds = left;
  }
  return { worlds, stops };
}

/** The world with only those of its peers that are in `sources`. */
export function narrow(world: World, sources: AddressSet): World {
  return { ...world, must: intersect(world.must, sources), may: intersect(world.may, sources) };
}
