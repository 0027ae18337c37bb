import type { HookName } from '../../model/ruleset.js';
import type { TraceStep } from '../../model/trace.js';
import {
  type AddressSet,
  type Bound,
  contains,
  type IpFamily,
  intersect,
  isEmpty,
} from '../../net/address-set.js';
import { special } from '../../net/special.js';
import type { Ingress } from '../routing/ingress.js';
import type { Endpoint, HookRunner, Stop, World } from '../world.js';

export type Observe = (step: TraceStep) => void;

/** One hook at one place: the devices that its rules see. */
export interface Stage {
  readonly hook: HookName;
  readonly iif?: string;
  readonly oif?: string;
  /** The port of a VRF, where that is the input device. */
  readonly sdif?: string;
  /** Sent on this device by this host itself. */
  readonly looped?: true;
  /** Conntrack is kept off here. */
  readonly untracked?: true;
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

/**
 * The hooks that requests pass before and after the routing decision. Packets over lo leave before they come in. What comes out of
 * a VRF meets prerouting once more with the VRF as its input device; groups and IPv6 link-local addresses do not (vrf_ip6_rcv).
 */
export function stagesIn(
  { name, vrf, loops }: Ingress,
  { family, local }: Pick<World, 'family' | 'local'>,
): { before: readonly Stage[]; after: readonly Stage[] } {
  // Of what is looped on a VRF, IPv6 tells the port that has the address (ip6_rcv_core): that is left open.
  const sdif = vrf === undefined || (loops && family === 'ipv6') ? undefined : name;
  if (name === 'lo' || loops === true)
    return {
      before: [{ hook: 'output', oif: name }],
      after: [...stagesOut(name), ...arriving(name, loops), { hook: 'input', iif: name, sdif }],
    };
  const again: Stage[] =
    vrf === undefined || isStrict(family, local.address) ? [] : [{ hook: 'prerouting', iif: vrf, sdif }];
  return { before: [...arriving(name), ...again], after: [{ hook: 'input', iif: vrf ?? name, sdif }] };
}

function isStrict(family: IpFamily, address: Bound): boolean {
  return (
    contains(special(family, 'multicast'), address) ||
    (family === 'ipv6' && contains(special(family, 'link-local'), address))
  );
}

/** The hooks after the output hook, or after the forward hook, on the way out by `device`. */
export function stagesOut(device: string): readonly Stage[] {
  return [
    { hook: 'postrouting', oif: device },
    { hook: 'egress', oif: device },
  ];
}

/** The hooks at the start of the way in by `device`. */
export function arriving(device: string, looped?: true): readonly Stage[] {
  return [
    { hook: 'ingress', iif: device },
    { hook: 'prerouting', iif: device, looped },
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
  for (const { hook, iif, oif, sdif, looped, untracked } of stages) {
    const left: World[] = [];
    for (const world of worlds) {
      const tracked = untracked === true ? false : world.tracked;
      const { passed, stopped } = runner.run(hook, { ...world, iif, oif, sdif, looped, tracked }, observe);
      for (const next of passed)
        if (!isEmpty(next.may)) left.push(untracked ? { ...next, tracked: world.tracked } : next);
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
