import {
  type AddressSet,
  emptySet,
  type IpFamily,
  intersect,
  subtract,
  unionAll,
} from '../../net/address-set.js';
import { parseCidr } from '../../net/cidr.js';
import { ownAddresses } from '../routing/destinations.js';
import type { Host } from './host.js';
import type { LinkEnd } from './segments.js';
import type { Stack } from './stack.js';

/**
 * Of `peers`, those whose frames can get to `end`: not the stacks that isolated ports or VLANs keep apart from it, where the link leads to
 * nobody who is not known. Where only the bridge's own stack is left, it is its addresses.
 */
export function withoutApart(
  { segments, stacks }: Pick<Host, 'segments' | 'stacks'>,
  end: LinkEnd,
  peers: AddressSet,
): AddressSet {
  const segment = segments(end);
  if (segment === undefined || segment.open || segment.apart.length === 0) return peers;
  const { family } = peers;
  const others = segment.ends.filter(({ namespace }) => namespace !== end.namespace);
  const split = new Set(segment.apart.map(({ namespace }) => namespace));
  const addressesOf = (ends: readonly LinkEnd[]) =>
    unionAll(
      family,
      ends.map((each) => addressesAt(stacks.get(each.namespace), family, split.has(each.namespace) && each)),
    );
  if (others.length === 0) return emptySet(family);
  const reached = addressesOf(others);
  const bridging = new Set(segment.bridges.map(({ namespace }) => namespace));
  if (others.every(({ namespace }) => bridging.has(namespace))) return intersect(peers, reached);
  const kept = unionAll(
    family,
    segment.apart.map(({ namespace }) => addressesAt(stacks.get(namespace), family)),
  );
  return subtract(peers, subtract(kept, reached));
}

/** The addresses of a stack: of one that has devices on both sides, those of the device alone. */
function addressesAt(stack: Stack | undefined, family: IpFamily, only: LinkEnd | false = false): AddressSet {
  if (stack === undefined) return emptySet(family);
  if (only === false) return ownAddresses(stack.network, family);
  const held = stack.network.interfaces.get(only.device)?.addresses ?? [];
  return unionAll(
    family,
    held.flatMap(({ address }) => {
      const set = parseCidr(address);
      return set?.family === family ? [set] : [];
    }),
  );
}
