import type { MulticastMembership } from '../../model/multicast.js';
import { formatAddress, parseAddress } from '../../net/address.js';
import {
  type AddressSet,
  equals,
  type IpFamily,
  intersect,
  interval,
  subtract,
  unionAll,
} from '../../net/address-set.js';
import { prefixSet, toCidrs, width } from '../../net/cidr.js';
import { eachAddress } from '../../net/each-address.js';
import { globallyRoutable } from '../../net/special.js';
import type { Network } from '../routing/network.js';
import type { Spot } from './entry-collector.js';

/** Writes the destinations of spots out. */
export type DestinationTexts = (spots: readonly Spot[]) => string[];

const FAMILIES = ['ipv4', 'ipv6'] as const satisfies readonly IpFamily[];

/**
 * Every address that an interface holds and every group that one takes in is written by itself, so that a script finds
 * "127.0.0.1"; what else is delivered here (the rest of 127.0.0.0/8, AnyIP prefixes) as the blocks that it lies in. Link-local
 * ones carry their zone.
 */
export function destinationTexts(
  { interfaces }: Network,
  groups: readonly MulticastMembership[] = [],
): DestinationTexts {
  const addresses = [
    ...[...interfaces.values()].flatMap((device) => device.addresses),
    ...groups.map(({ group }) => ({ address: group })),
  ];
  const heldOf = (family: IpFamily) =>
    unionAll(
      family,
      addresses.flatMap(({ address }) => {
        const parsed = parseAddress(address);
        return parsed?.family === family ? [prefixSet(family, parsed.value, width(family))] : [];
      }),
    );
  const held = { ipv4: heldOf('ipv4'), ipv6: heldOf('ipv6') };
  const write = (set: AddressSet) => textsOf(set, held[set.family]);
  return (spots) => {
    const plain = spots.filter(({ zone }) => zone === undefined).map(({ destinations }) => destinations);
    return [
      ...FAMILIES.flatMap((family) =>
        write(
          unionAll(
            family,
            plain.filter((set) => set.family === family),
          ),
        ),
      ),
      ...spots.flatMap(({ zone, destinations }) =>
        zone === undefined ? [] : write(destinations).map((text) => `${text}%${zone}`),
      ),
    ];
  };
}

function textsOf({ family, bounds }: AddressSet, held: AddressSet): string[] {
  const texts: string[] = [];
  for (let i = 0; i < bounds.length; i += 2) {
    const block = interval(family, bounds[i] ?? 0, bounds[i + 1] ?? 0);
    const own = intersect(block, held);
    for (const address of eachAddress(own)) texts.push(formatAddress(family, address));
    if (!equals(own, block)) texts.push(...toCidrs(block, true));
  }
  return texts;
}

/** The spots with the globally routable destinations alone, and with the others, which the internet reaches only by a router's help. */
export function byRoutability(spots: readonly Spot[]): readonly Spot[][] {
  const part = (cut: (set: AddressSet, global: AddressSet) => AddressSet) =>
    spots.map((spot) => ({
      ...spot,
      destinations: cut(spot.destinations, globallyRoutable(spot.destinations.family)),
    }));
  return [part(intersect), part(subtract)];
}
