import { parseAddress } from '../../net/address.js';
import { type Bound, contains, type IpFamily } from '../../net/address-set.js';
import { special } from '../../net/special.js';
import type { Ingress } from '../routing/ingress.js';
import { type LinkEnd, type Segment, type Segments, segmentsOf } from './segments.js';
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
  const holders = new Map<Segment, ReadonlyMap<string, readonly LinkEnd[]>>();
  const holdersOn = (segment: Segment) => {
    const known = holders.get(segment) ?? endsByAddress(byId, segment);
    holders.set(segment, known);
    return known;
  };
  return {
    stacks: byId,
    segments,
    neighbour(from, family, nextHop) {
      const segment = segments(from);
      if (segment === undefined) return undefined;
      const at = ({ namespace, device }: LinkEnd): Neighbour | undefined => {
        const stack = byId.get(namespace);
        const ingress = stack?.network.ingresses.find(({ name }) => name === device);
        return ingress?.families.includes(family) ? stack && { stack, ingress } : undefined;
      };
      const first = (ends: readonly LinkEnd[], holds: (neighbour: Neighbour) => boolean) => {
        for (const end of ends) {
          const neighbour = isSame(end, from) || isAboveOrBelow(byId, end, from) ? undefined : at(end);
          if (neighbour !== undefined && holds(neighbour)) return neighbour;
        }
        return undefined;
      };
      const onDevice = holdersOn(segment).get(addressKey(family, nextHop)) ?? [];
      return (
        first(onDevice, () => true) ??
        (family === 'ipv4' ? first(segment.ends, (neighbour) => isLocal(neighbour, nextHop)) : undefined)
      );
    },
  };
}

/** Who on a segment has which address on the very device that is on it. */
function endsByAddress(
  stacks: ReadonlyMap<string, Stack>,
  { ends }: Segment,
): ReadonlyMap<string, readonly LinkEnd[]> {
  const found = new Map<string, LinkEnd[]>();
  for (const end of ends)
    for (const { family, address } of stacks.get(end.namespace)?.network.interfaces.get(end.device)
      ?.addresses ?? []) {
      const value = parseAddress(address)?.value;
      if (value === undefined) continue;
      const key = addressKey(family, value);
      const known = found.get(key);
      if (known === undefined) found.set(key, [end]);
      else known.push(end);
    }
  return found;
}

function addressKey(family: IpFamily, address: Bound): string {
  return `${family} ${address}`;
}

/** True for both ends of the very same device. */
export function isSame(a: LinkEnd, b: LinkEnd): boolean {
  return a.namespace === b.namespace && a.device === b.device;
}

/** ARP is answered for every address of the stack, whatever its device (arp_ignore 0); neighbour solicitations are not. */
function isLocal({ stack, ingress }: Neighbour, address: Bound): boolean {
  if (contains(special('ipv4', 'loopback'), address)) return false;
  return stack.network.fib.ipv4.lookup({ iif: ingress.name }, address).type === 'local';
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
