import type { NamespaceFacts } from '../../model/facts.js';
import type { Audience } from '../../model/listener.js';
import { parseAddress } from '../../net/address.js';
import {
  type AddressSet,
  type Bound,
  contains,
  emptySet,
  fullSet,
  type IpFamily,
  intersect,
  isEmpty,
  subtract,
  union,
  unionAll,
} from '../../net/address-set.js';
import { parseCidr } from '../../net/cidr.js';
import { globallyRoutable, special } from '../../net/special.js';
import type { Network } from '../routing/network.js';

/** Sources that are the same kind of somebody, when their packets come in by this interface. */
export interface SourceAudience {
  readonly audience: Audience;
  readonly sources: AddressSet;
  /**
   * Nobody expects them here: this host answers them by another interface. Whoever is on the link can send under such
   * addresses, so they are the interface's own audience.
   */
  readonly asymmetric: boolean;
}

/** Disjoint, and together every address of the family. */
export type SourceAudiences = readonly SourceAudience[];

/**
 * Sorts source addresses by who can have them. On this host's lo everybody is this host. On other interfaces, on-link
 * addresses are the interface's own `neighbours`; those beyond them that this host would answer by this interface are
 * the internet where they are globally routable, and private networks else (all of them containers behind a bridge of
 * containers; on a VPN, only globally routable ones are not the VPN). An interface with a globally routable address is
 * one that the internet finds, wherever answers leave.
 */
export function sourceAudiences(
  network: Network,
  namespace: NamespaceFacts,
  device: string,
  family: IpFamily,
  neighbours: Audience,
): SourceAudiences {
  const everyone = fullSet(family);
  if (neighbours === 'this-host') return [{ audience: neighbours, sources: everyone, asymmetric: false }];
  const global = globallyRoutable(family);
  const held = heldAddresses(network, device, family);
  const near = onLinkPrefixes(namespace, device, family);
  const answered = answeredBy(network, device, family, held);
  const found = held.some((address) => contains(global, address));
  const beyond = subtract(found ? union(answered, global) : answered, near);
  const publicBeyond = intersect(beyond, global);
  const privateBeyond = subtract(beyond, global);
  const other = neighbours === 'local-network' ? 'private-networks' : neighbours;
  return [
    { audience: neighbours, sources: near, asymmetric: false },
    { audience: other, sources: privateBeyond, asymmetric: false },
    {
      audience: neighbours === 'containers' ? neighbours : 'internet',
      sources: publicBeyond,
      asymmetric: false,
    },
    { audience: neighbours, sources: subtract(everyone, union(near, beyond)), asymmetric: true },
  ];
}

/** The same where nothing comes from beyond the link: all others are what its neighbours send under. */
export function ofLinkAlone(audiences: SourceAudiences): SourceAudiences {
  const [near, ...others] = audiences;
  if (near === undefined || others.length === 0) return audiences;
  const rest = others.map(({ sources }) => sources);
  return [near, { ...near, sources: unionAll(near.sources.family, rest), asymmetric: true }];
}

/** Peers that this host answers by `device`, from any address that it holds there or from one of the kernel's choice. */
function answeredBy(network: Network, device: string, family: IpFamily, held: readonly Bound[]): AddressSet {
  const parts = [undefined, ...held].flatMap((source) =>
    [...network.fib[family].split({ source, iif: 'lo', l3mdev: device }, fullSet(family))]
      .filter(([{ type, devices }]) => type === 'unicast' && devices.includes(device))
      .map(([, peers]) => peers),
  );
  return unionAll(family, parts);
}

function heldAddresses(network: Network, device: string, family: IpFamily): Bound[] {
  const held = network.interfaces.get(device)?.addresses ?? [];
  return held.flatMap(({ address }) => {
    const parsed = parseAddress(address);
    return parsed?.family === family ? [parsed.value] : [];
  });
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
    // IPv4 link-local addresses are on-link only where a route says so; answers to them go to the router elsewhere.
    family === 'ipv6' ? special(family, 'link-local') : emptySet(family),
    ...texts.map((text) => parseCidr(text) ?? emptySet(family)),
  ]);
}

/** True for /0, and for the halves that VPN clients put over the default route (0.0.0.0/1 and 128.0.0.0/1). */
function isDefault(destination: string): boolean {
  return /\/[01]$/.test(destination);
}

/** `set` cut up by audience; parts that are empty are left out. */
export function byAudience(set: AddressSet, audiences: SourceAudiences): readonly SourceAudience[] {
  return audiences
    .map((part) => ({ ...part, sources: intersect(set, part.sources) }))
    .filter(({ sources }) => !isEmpty(sources));
}
