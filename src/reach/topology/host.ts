import { formatAddress, parseAddress } from '../../net/address.js';
import { type Bound, contains, type IpFamily } from '../../net/address-set.js';
import { special } from '../../net/special.js';
import type { Ingress } from '../routing/ingress.js';
import { type LinkEnd, type Segments, segmentsOf } from './segments.js';
import type { Stack } from './stack.js';

/** The stacks of all namespaces that were looked into, and the links between them. */
export interface Host {
  readonly stacks: ReadonlyMap<string, Stack>;
  readonly segments: Segments;
  /** Who takes packets sent out by `from` for `nextHop`; undefined when nobody who can be seen. */
  neighbour(from: LinkEnd, family: IpFamily, nextHop: Bound): Neighbour | undefined;
}

/** A stack, and the device by which packets come in to it. */
export interface Neighbour {
  readonly stack: Stack;
  readonly ingress: Ingress;
}

/** Joins the stacks of one machine. */
export function createHost(stacks: readonly Stack[]): Host {
  const byId = new Map(stacks.map((stack) => [stack.namespace.id, stack]));
  const segments = segmentsOf(stacks.map(({ namespace }) => namespace));
  return {
    stacks: byId,
    segments,
    neighbour(from, family, nextHop) {
      const others = (segments(from)?.ends ?? []).filter(
        (end) => !isSame(end, from) && !isAboveOrBelow(byId, end, from),
      );
      for (const holds of [holdsOnDevice, family === 'ipv4' ? isLocal : () => false])
        for (const { namespace, device } of others) {
          const stack = byId.get(namespace);
          const ingress = stack?.network.ingresses.find(({ name }) => name === device);
          if (stack === undefined || ingress === undefined || !ingress.families.includes(family)) continue;
          if (holds(stack, device, family, nextHop)) return { stack, ingress };
        }
      return undefined;
    },
  };
}

/** True for both ends of the very same device. */
export function isSame(a: LinkEnd, b: LinkEnd): boolean {
  return a.namespace === b.namespace && a.device === b.device;
}

function holdsOnDevice({ network }: Stack, device: string, family: IpFamily, address: Bound): boolean {
  const held = network.interfaces.get(device)?.addresses ?? [];
  const text = formatAddress(family, address);
  return held.some(
    (entry) =>
      entry.family === family && (entry.address === text || parseAddress(entry.address)?.value === address),
  );
}

/** ARP is answered for every address of the stack, whatever its device (arp_ignore 0); neighbour solicitations are not. */
function isLocal({ network }: Stack, device: string, family: IpFamily, address: Bound): boolean {
  if (contains(special(family, 'loopback'), address)) return false;
  return network.fib[family].lookup({ iif: device }, address).type === 'local';
}

/** A macvlan device and the one below it do not hear each other. */
function isAboveOrBelow(stacks: ReadonlyMap<string, Stack>, a: LinkEnd, b: LinkEnd): boolean {
  return sitsOn(stacks, a, b) || sitsOn(stacks, b, a);
}

function sitsOn(stacks: ReadonlyMap<string, Stack>, upper: LinkEnd, lower: LinkEnd): boolean {
  const of = ({ namespace, device }: LinkEnd) => stacks.get(namespace)?.network.interfaces.get(device);
  const above = of(upper);
  if (above === undefined || above.kind === 'veth' || above.link?.namespace !== lower.namespace) return false;
  return above.link.index === of(lower)?.index;
}
