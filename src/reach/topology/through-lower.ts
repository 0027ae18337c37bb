import { isUpper } from '../firewall/lower-devices.js';
import type { HookResult, HookRunner } from '../world.js';
import { frameOf } from './bridged-runner.js';
import type { Host } from './host.js';
import { jointClasses } from './joint-classes.js';
import type { LinkEnd } from './segments.js';
import type { Stack } from './stack.js';

/**
 * The rules that packets of a device meet which sits on one of another stack, as a container's macvlan device does: chains on the lower
 * device see them too, on the way in before all others and on the way out after them.
 */
export function throughLower(host: Pick<Host, 'stacks'>, end: LinkEnd, own: HookRunner): HookRunner {
  const lower = lowerOf(host, end);
  if (lower === undefined || !lower.stack.runner.filtersFrames([lower.device])) return own;
  const { device, stack } = lower;
  const cross = (world: Parameters<HookRunner['run']>[1], hook: 'ingress' | 'egress'): HookResult => {
    const there = hook === 'ingress' ? { iif: device } : { iif: undefined, oif: device };
    const { passed, stopped } = stack.runner.run(hook, { ...frameOf(world), ...there });
    return {
      stopped,
      passed: passed.map(({ may, must, doubts, acceptedBy }) => ({
        ...world,
        may,
        must,
        doubts,
        acceptedBy,
      })),
    };
  };
  return {
    ...own,
    ...jointClasses(own, stack.runner),
    hasRules: true,
    run(hook, world, observe) {
      if (hook === 'ingress' && world.iif === end.device) {
        const { passed, stopped } = cross(world, 'ingress');
        const entered = passed.map((next) => own.run(hook, next, observe));
        return {
          passed: entered.flatMap((each) => each.passed),
          stopped: [...stopped, ...entered.flatMap((each) => each.stopped)],
        };
      }
      const left = own.run(hook, world, observe);
      if (hook !== 'egress' || world.oif !== end.device) return left;
      const crossed = left.passed.map((next) => cross(next, 'egress'));
      return {
        passed: crossed.flatMap((each) => each.passed),
        stopped: [...left.stopped, ...crossed.flatMap((each) => each.stopped)],
      };
    },
    deviceClass: (name) => (name === end.device ? `over ${name}` : own.deviceClass(name)),
  };
}

/** The device of another stack that `end` sits on. */
function lowerOf(
  { stacks }: Pick<Host, 'stacks'>,
  { namespace, device }: LinkEnd,
): { readonly stack: Stack; readonly device: string } | undefined {
  const { kind = '', link } = stacks.get(namespace)?.network.interfaces.get(device) ?? {};
  if (!isUpper(kind) || link?.namespace === undefined || link.namespace === namespace) return undefined;
  const stack = stacks.get(link.namespace);
  const lower = stack?.namespace.interfaces?.find(({ index }) => index === link.index);
  return stack && lower && { stack, device: lower.name };
}
