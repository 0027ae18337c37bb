import type { HookName } from '../../model/ruleset.js';
import { formatAddress } from '../../net/address.js';
import { type AddressSet, isEmpty, subtract } from '../../net/address-set.js';
import { formatEndpoint } from '../answers/endpoint-text.js';
import { narrow } from '../packet/hooks.js';
import type { HookResult, HookRunner, World } from '../world.js';
import { jointClasses } from './joint-classes.js';

/** A bridge whose frames the IP rules of its own stack see (br_netfilter). */
export interface FilteringBridge {
  readonly runner: HookRunner;
  readonly device: string;
  /** The port that the stack is plugged into; undefined where it is behind another bridge. */
  readonly port: string | undefined;
  /** The addresses of the bridge's own stack: its packets are not bridged. */
  readonly unfiltered: AddressSet;
}

/**
 * The rules of a stack whose `device` is plugged into a filtering bridge: before a packet gets to the stack, and after an
 * answer has left it, it passes the prerouting, forward and postrouting hooks of the stack that the bridge is in
 * (br_netfilter_hooks.c), to which it comes in and goes out by the bridge.
 */
export function bridgedRunner(own: HookRunner, device: string, bridge: FilteringBridge): HookRunner {
  return {
    hasRules: own.hasRules || bridge.runner.hasRules,
    rewrites: own.rewrites,
    translates: own.translates,
    run(hook, world, observe) {
      if (hook === 'ingress' && world.iif === device) {
        const crossed = cross(bridge, world, true, observe);
        const entered = crossed.passed.map((next) => own.run(hook, next, observe));
        return {
          passed: entered.flatMap(({ passed }) => passed),
          stopped: [...crossed.stopped, ...entered.flatMap(({ stopped }) => stopped)],
        };
      }
      const left = own.run(hook, world, observe);
      if (hook !== 'egress' || world.oif !== device) return left;
      const crossed = left.passed.map((next) => cross(bridge, next, false, observe));
      return {
        passed: crossed.flatMap(({ passed }) => passed),
        stopped: [...left.stopped, ...crossed.flatMap(({ stopped }) => stopped)],
      };
    },
    dialledPorts: own.dialledPorts,
    dialledAddresses: own.dialledAddresses,
    taken: own.taken,
    takenPorts: own.takenPorts,
    runFrame: own.runFrame,
    ...jointClasses(own, bridge.runner),
    deviceClass: (name) => (name === device ? `bridged ${name}` : own.deviceClass(name)),
    filtersFrames: own.filtersFrames,
  };
}

function cross(
  { runner, device, port, unfiltered }: FilteringBridge,
  world: World,
  isEntering: boolean,
  observe: Parameters<HookRunner['run']>[2],
): HookResult {
  const direct = narrow(world, unfiltered);
  const bridged = narrow(world, subtract(world.may, unfiltered));
  let frames: readonly World[] = isEmpty(bridged.may)
    ? []
    : [
        {
          ...frameOf(bridged),
          frame: isEntering ? { from: undefined, to: port } : { from: port, to: undefined },
        },
      ];
  const stopped: HookResult['stopped'][number][] = [];
  for (const [hook, iif, oif] of hooksOf(device)) {
    const results = frames.map((frame) => runner.run(hook, { ...frame, iif, oif }, observe));
    const left = results.flatMap(({ passed }) => passed);
    for (const result of results) stopped.push(...result.stopped);
    stopped.push(...left.flatMap((frame) => takenElsewhere(frame, world)));
    frames = left.filter((frame) => !isRewritten(frame, world));
  }
  const passed = frames.flatMap(({ may, must, doubts, acceptedBy, source }): World[] =>
    // What source NAT masks is asked apart as well (survey-bridged.ts).
    source === undefined ? [{ ...world, may, must, doubts, acceptedBy }] : [],
  );
  return { passed: isEmpty(direct.may) ? passed : [direct, ...passed], stopped };
}

/** True for what NAT gave another destination than was dialled: where that leads is asked apart (survey-bridged.ts). */
export function isRewritten({ local }: World, { local: before }: World): boolean {
  return local.address !== before.address || local.port !== before.port;
}

function takenElsewhere(frame: World, before: World): HookResult['stopped'][number][] {
  if (frame.binding === undefined || !isRewritten(frame, before)) return [];
  const { must, may, family, local, binding } = frame;
  const target = formatEndpoint(formatAddress(family, local.address), local.port);
  return [{ must, may, reason: { code: 'nat-elsewhere', rule: binding.rule, target } }];
}

function hooksOf(device: string): readonly (readonly [HookName, string | undefined, string | undefined])[] {
  return [
    ['prerouting', device, undefined],
    ['forward', device, device],
    ['postrouting', undefined, device],
  ];
}

/** The packet as the bridge's stack knows it: it shares no conntrack entry and no mark with the other. */
export function frameOf(world: World): World {
  const { binding: _, source: __, assigned: ___, ipvs: ____, ...rest } = world;
  return { ...rest, dialled: world.local, mark: 0, ctmark: 0, tracked: true, ctStatus: 0 };
}
