import type { Reason } from '../../model/reason.js';
import { type AddressSet, emptySet, intersect, isEmpty, subtract } from '../../net/address-set.js';
import type { HookRunner, World } from '../world.js';

/**
 * The rules of a stack whose `device` is plugged into a bridge with rules of its own for frames (the bridge family, chains on
 * its ports): these are not evaluated for what it passes from port to port, so they may stop it. `unfiltered`: the addresses of the
 * bridge's own stack, whose packets meet these rules in the hooks of that stack.
 */
export function doubtedFrames(
  own: HookRunner,
  device: string,
  bridge: string,
  unfiltered: AddressSet,
): HookRunner {
  const detail = `The bridge ${bridge} has rules for frames, which may stop what it passes between its ports.`;
  const reason: Reason = { code: 'outside-layer', layer: 'ebtables', detail };
  const doubted = (world: World): World => {
    const sources = subtract(world.may, unfiltered);
    if (isEmpty(sources)) return world;
    const must = isEmpty(world.must) ? emptySet(world.family) : intersect(world.must, unfiltered);
    return { ...world, must, doubts: [...world.doubts, { sources, reason }] };
  };
  return {
    ...own,
    hasRules: true,
    run(hook, world, observe) {
      const { passed, stopped } = own.run(hook, world, observe);
      const isEntry = hook === 'ingress' && world.iif === device;
      return { passed: isEntry ? passed.map(doubted) : passed, stopped };
    },
    deviceClass: (name) => (name === device ? `doubted ${name}` : own.deviceClass(name)),
  };
}
