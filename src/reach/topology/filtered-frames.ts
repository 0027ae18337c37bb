import type { Reason } from '../../model/reason.js';
import { type AddressSet, emptySet, intersect, isEmpty, subtract } from '../../net/address-set.js';
import { narrow } from '../packet/hooks.js';
import type { HookResult, HookRunner, World } from '../world.js';
import { frameOf } from './bridged-runner.js';
import { jointClasses } from './joint-classes.js';

/** A bridge with rules of its own for frames: of the bridge family, or on its ports. */
export interface RuledBridge {
  readonly runner: HookRunner;
  readonly device: string;
  /** The port that the stack is plugged into; undefined where it is behind another bridge. */
  readonly port: string | undefined;
  /** Its other ports, with the addresses of the stack behind each. */
  readonly others: readonly { readonly port: string; readonly addresses: AddressSet }[];
  /** The IP rules of its stack see its frames as well. */
  readonly handed: boolean;
  /** The addresses of the bridge's own stack: its packets meet the rules in the hooks of that stack. */
  readonly unfiltered: AddressSet;
}

/**
 * The rules of a stack whose `device` is plugged into a bridge with rules for frames: before a packet gets to the stack, and after
 * an answer has left it, it meets these as a frame that passes from port to port. Of addresses that are behind no port that is known it
 * cannot be told which rules they meet.
 */
export function filteredFrames(own: HookRunner, device: string, bridge: RuledBridge): HookRunner {
  const through = (results: readonly HookResult[]): HookResult => ({
    passed: results.flatMap(({ passed }) => passed),
    stopped: results.flatMap(({ stopped }) => stopped),
  });
  return {
    ...own,
    ...jointClasses(own, bridge.runner),
    hasRules: true,
    run(hook, world, observe) {
      if (hook === 'ingress' && world.iif === device) {
        const crossed = cross(bridge, world, true, observe);
        return through([
          { passed: [], stopped: crossed.stopped },
          ...crossed.passed.map((next) => own.run(hook, next, observe)),
        ]);
      }
      const left = own.run(hook, world, observe);
      if (hook !== 'egress' || world.oif !== device) return left;
      return through([
        { passed: [], stopped: left.stopped },
        ...left.passed.map((next) => cross(bridge, next, false, observe)),
      ]);
    },
    deviceClass: (name) => (name === device ? `frames ${name}` : own.deviceClass(name)),
  };
}

/** Which rules for frames are met cannot be told. */
export function framesReason(bridge: string): Reason {
  const detail = `The bridge ${bridge} has rules for frames, which may stop what it passes between its ports.`;
  return { code: 'outside-layer', layer: 'ebtables', detail };
}

function cross(
  { runner, device, port, others, handed, unfiltered }: RuledBridge,
  world: World,
  isEntering: boolean,
  observe: Parameters<HookRunner['run']>[2],
): HookResult {
  const passed: World[] = [];
  const stopped: HookResult['stopped'][number][] = [];
  const keep = (part: World) => {
    if (!isEmpty(part.may)) passed.push(part);
  };
  keep(narrow(world, unfiltered));
  let rest = subtract(world.may, unfiltered);
  for (const other of port === undefined ? [] : others) {
    const part = narrow(world, intersect(rest, other.addresses));
    if (isEmpty(part.may)) continue;
    const [from = '', to = ''] = isEntering ? [other.port, port] : [port, other.port];
    const path = { from, to, handed };
    const result = runner.runFrame(path, frameOf(part), observe);
    if (result === undefined) continue;
    rest = subtract(rest, part.may);
    for (const { may, must, doubts, acceptedBy } of result.passed)
      keep({ ...world, may, must, doubts, acceptedBy });
    stopped.push(...result.stopped);
  }
  const left = narrow(world, rest);
  const doubt = { sources: left.may, reason: framesReason(device) };
  keep({ ...left, must: emptySet(world.family), doubts: [...left.doubts, doubt] });
  return { passed, stopped };
}
