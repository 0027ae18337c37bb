import type { Interface } from '../../model/facts.js';
import { type AddressSet, type IpFamily, unionAll } from '../../net/address-set.js';
import { ownAddresses } from '../routing/destinations.js';
import type { Host } from './host.js';
import type { LinkEnd } from './segments.js';
import type { Stack } from './stack.js';

/** The port by which a device of another stack is plugged into a bridge, and the stack that the bridge is in. */
export interface Plug {
  readonly above: Stack;
  readonly bridge: string;
  readonly port: Interface;
}

/** Where `end` is plugged in; undefined where it is on no bridge itself. */
export function plugOf(
  { segments, stacks }: Pick<Host, 'segments' | 'stacks'>,
  end: LinkEnd,
): Plug | undefined {
  const index = stacks.get(end.namespace)?.network.interfaces.get(end.device)?.index;
  for (const { namespace, device } of segments(end)?.bridges ?? []) {
    const above = stacks.get(namespace);
    const port = portsOf(above, device).find(
      ({ link }) => link?.namespace === end.namespace && link.index === index,
    );
    if (above !== undefined && port !== undefined) return { above, bridge: device, port };
  }
  return undefined;
}

/** The ports of a bridge of that stack. */
export function portsOf(above: Stack | undefined, bridge: string): readonly Interface[] {
  return (above?.namespace.interfaces ?? []).filter(({ master }) => master === bridge);
}

/** The addresses of the stacks behind isolated ports of the bridge. */
export function behindIsolated(
  { stacks }: Pick<Host, 'stacks'>,
  { above, bridge }: Plug,
  family: IpFamily,
): AddressSet {
  const isolated = portsOf(above, bridge).filter(({ bridgePort }) => bridgePort?.isolated === true);
  const sets = isolated.flatMap(({ link }) => {
    const stack = link?.namespace === undefined ? undefined : stacks.get(link.namespace);
    return stack === undefined ? [] : [ownAddresses(stack.network, family)];
  });
  return unionAll(family, sets);
}
