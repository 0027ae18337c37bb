import type { NamespaceFacts } from '../../model/facts.js';
import type { Audience } from '../../model/listener.js';
import type { IpFamily } from '../../net/address-set.js';
import { ownAddresses } from '../routing/destinations.js';
import type { HookRunner } from '../world.js';
import { plugOf, portsOf } from './bridge-ports.js';
import { bridgedRunner } from './bridged-runner.js';
import { filteredFrames } from './filtered-frames.js';
import type { Host } from './host.js';
import type { LinkEnd, Segments } from './segments.js';
import type { Stack } from './stack.js';
import { throughLower } from './through-lower.js';

/**
 * True when all that can come in by a device is sent by stacks that were looked into: a container's veth. What comes from
 * beyond its link was passed on by one of these, and is told where it came in to the machine. The namespace that the
 * question is asked from is seen as from inside, whatever is known of its surroundings.
 */
export function isConfined(
  segments: Segments,
  { id, current }: Pick<NamespaceFacts, 'id' | 'current'>,
  device: string,
): boolean {
  return !current && segments({ namespace: id, device })?.open === false;
}

/** A bridge, and the stack that it is in. */
export interface BridgeAbove {
  readonly above: Stack;
  readonly device: string;
}

/** The bridge on the link of a device whose frames the IP rules of its own stack see (br_netfilter). */
export function filteringBridge(
  { segments, stacks }: Pick<Host, 'segments' | 'stacks'>,
  end: LinkEnd,
  family: IpFamily,
): BridgeAbove | undefined {
  for (const { namespace, device } of segments(end)?.bridges ?? []) {
    const above = stacks.get(namespace);
    if (above !== undefined && showsFrames(above, family)) return { above, device };
  }
  return undefined;
}

/** True where bridges hand frames to the IP rules of their stack (br_netfilter). */
export function showsFrames({ network }: Stack, family: IpFamily): boolean {
  const key = family === 'ipv4' ? 'bridge-nf-call-iptables' : 'bridge-nf-call-ip6tables';
  return network.sysctls.value(`net.bridge.${key}`) === 1;
}

/**
 * True when a container's veth leads to nothing but bridges of guests, one of which may be a virtual machine: whatever it sends, it is a
 * guest that sends it. `audienceOf` tells who stands behind a bridge in its own namespace.
 */
export function isAmongGuests(
  segments: Segments,
  { id, current }: Pick<NamespaceFacts, 'id' | 'current'>,
  device: string,
  audienceOf: (bridge: LinkEnd) => Audience | undefined,
): boolean {
  const bridges = current ? [] : (segments({ namespace: id, device })?.bridges ?? []);
  return bridges.length > 0 && bridges.every((bridge) => audienceOf(bridge) === 'containers');
}

/** The rules that frames meet on the way in by a confined device: its stack's, and those of bridges that filter frames. */
export function runnerOnLink(
  host: Host,
  { namespace, runner }: Stack,
  device: string,
  family: IpFamily,
): HookRunner {
  const { segments, stacks } = host;
  let met = throughLower(host, { namespace: namespace.id, device }, runner);
  for (const bridge of segments({ namespace: namespace.id, device })?.bridges ?? []) {
    const above = stacks.get(bridge.namespace);
    if (above === undefined) continue;
    const unfiltered = ownAddresses(above.network, family);
    const ports = portsOf(above, bridge.device);
    const plug = plugOf(host, { namespace: namespace.id, device });
    const port = plug?.above === above && plug.bridge === bridge.device ? plug.port.name : undefined;
    if (above.runner.filtersFrames(ports.map(({ name }) => name))) {
      const others = ports.flatMap(({ name, link }) => {
        const behind = name === port ? undefined : host.stacks.get(link?.namespace ?? '');
        return behind === undefined ? [] : [{ port: name, addresses: ownAddresses(behind.network, family) }];
      });
      met = filteredFrames(met, device, {
        runner: above.runner,
        device: bridge.device,
        port,
        others,
        handed: showsFrames(above, family),
        unfiltered,
      });
    }
    if (showsFrames(above, family))
      return bridgedRunner(met, device, { runner: above.runner, device: bridge.device, port, unfiltered });
  }
  return met;
}
