import type { NamespaceFacts } from '../model/facts.js';
import type { Audience } from '../model/listener.js';
import {
  type AddressSet,
  emptySet,
  fullSet,
  type IpFamily,
  intersect,
  isEmpty,
  subtract,
  unionAll,
} from '../net/address-set.js';
import { parseCidr } from '../net/cidr.js';
import { globallyRoutable, special } from '../net/special.js';

/** Disjoint sets that cover the family: who a source address is, when its packet comes in by this interface. */
export type SourceAudiences = readonly (readonly [Audience, AddressSet])[];

/**
 * Sorts source addresses by who can have them. `neighbours` is the audience of the interface itself: on this host's lo and
 * on container bridges everybody; on a VPN everybody but globally routable sources where the default route leads that way;
 * else the on-link prefixes, with globally routable sources beyond them the internet and the rest private networks.
 */
export function sourceAudiences(
  namespace: NamespaceFacts,
  device: string,
  family: IpFamily,
  neighbours: Audience,
): SourceAudiences {
  const everyone = fullSet(family);
  const global = globallyRoutable(family);
  switch (neighbours) {
    case 'this-host':
    case 'containers':
      return [[neighbours, everyone]];
    case 'vpn':
      if (!hasDefaultRoute(namespace, device, family)) return [[neighbours, everyone]];
      return split(
        onLinkPrefixes(namespace, device, family),
        [
          ['vpn', subtract(everyone, global)],
          ['internet', global],
        ],
        'vpn',
      );
    default:
      return split(
        onLinkPrefixes(namespace, device, family),
        [
          ['private-networks', subtract(everyone, global)],
          ['internet', global],
        ],
        neighbours,
      );
  }
}

/** Takes `first` out of the other audiences and gives it to `owner`. */
function split(first: AddressSet, others: SourceAudiences, owner: Audience): SourceAudiences {
  return [
    [owner, first] as const,
    ...others.map(([audience, set]) => [audience, subtract(set, first)] as const),
  ].filter(([, set]) => !isEmpty(set));
}

/** The prefixes whose hosts are neighbours on this device: of its addresses, of routes without a gateway, link-local. */
export function onLinkPrefixes(namespace: NamespaceFacts, device: string, family: IpFamily): AddressSet {
  const iface = namespace.interfaces?.find(({ name }) => name === device);
  const texts = [
    ...(iface?.addresses ?? [])
      .filter((held) => held.family === family)
      .map((held) => `${held.peer ?? held.address}/${held.prefix}`),
    ...(namespace.routes ?? [])
      .filter(
        (route) =>
          route.family === family &&
          route.type === 'unicast' &&
          route.device === device &&
          route.gateway === undefined &&
          !isDefault(route.destination),
      )
      .map(({ destination }) => destination),
  ];
  return unionAll(family, [
    special(family, 'link-local'),
    ...texts.map((text) => parseCidr(text) ?? emptySet(family)),
  ]);
}

function hasDefaultRoute(namespace: NamespaceFacts, device: string, family: IpFamily): boolean {
  return (namespace.routes ?? []).some(
    (route) =>
      route.family === family &&
      route.type === 'unicast' &&
      isDefault(route.destination) &&
      (route.device === device || (route.nexthops ?? []).some((hop) => hop.device === device)),
  );
}

/** True for /0, and for the halves that VPN clients put over the default route (0.0.0.0/1 and 128.0.0.0/1). */
function isDefault(destination: string): boolean {
  return /\/[01]$/.test(destination);
}

/** `set` by audience; parts that are empty are left out. */
export function byAudience(set: AddressSet, audiences: SourceAudiences): [Audience, AddressSet][] {
  return audiences
    .map(([audience, members]): [Audience, AddressSet] => [audience, intersect(set, members)])
    .filter(([, part]) => !isEmpty(part));
}
