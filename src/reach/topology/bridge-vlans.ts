import type { Interface } from '../../model/facts.js';
import type { Reason } from '../../model/reason.js';
import type { Host } from './host.js';
import type { LinkEnd } from './segments.js';

/** What is plugged in by these is no machine of its own beyond a wire. */
const GUEST_PORTS = new Set(['veth', 'tun', 'tap']);

/**
 * Why it is not certain that the neighbours on a link reach each other: a bridge on it filters by VLAN, and not all of its ports are
 * in one for frames without a tag. Who comes in by the bridge itself is certain where a wire is in the VLAN of the bridge.
 */
export function doubtOfVlans(host: Pick<Host, 'segments' | 'stacks'>, end: LinkEnd): Reason | undefined {
  for (const bridge of host.segments(end)?.bridges ?? []) {
    const interfaces = host.stacks.get(bridge.namespace)?.network.interfaces;
    const own = interfaces?.get(bridge.device);
    if (interfaces === undefined || own?.vlanFiltering !== true) continue;
    const ports = [...interfaces.values()].filter(({ master }) => master === bridge.device);
    const isBridge = bridge.namespace === end.namespace && bridge.device === end.device;
    const isCertain = isBridge && ports.some((port) => !GUEST_PORTS.has(port.kind) && isAlike(port, own));
    if (!isCertain && !ports.every((port) => isAlike(port, own)))
      return { code: 'facts-unreadable', subject: `VLANs of the ports of ${bridge.device}` };
  }
  return undefined;
}

function isAlike(port: Interface, bridge: Interface): boolean {
  return bridge.untaggedVlan !== undefined && port.untaggedVlan === bridge.untaggedVlan;
}
