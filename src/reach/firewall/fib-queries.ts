import {
  type AddressSet,
  type IpFamily,
  intersect,
  isEmpty,
  subtract,
  unionAll,
} from '../../net/address-set.js';
import { parseCidr } from '../../net/cidr.js';
import type { Flow } from '../routing/fib-rule.js';
import { type Hop, NO_ROUTE } from '../routing/fib-table.js';
import { type Network, vrfOf } from '../routing/network.js';
import type { AddressType, FibQueries, FoundRoute, RouteQuestion } from './environment.js';
import type { FibAge } from './fib-age.js';

const UNICAST = 1;
const LOCAL = 2;
const BROADCAST = 3;
const MULTICAST = 5;

/** RTN_* by the type of the route that holds the address. IPv4 asks the local table only: all else is unicast there. */
const TYPE: Readonly<Record<IpFamily, Readonly<Record<Hop['type'], number>>>> = {
  ipv4: {
    unicast: UNICAST,
    local: LOCAL,
    broadcast: BROADCAST,
    anycast: 4,
    multicast: MULTICAST,
    blackhole: UNICAST,
    unreachable: UNICAST,
    prohibit: UNICAST,
    none: UNICAST,
  },
  ipv6: {
    unicast: UNICAST,
    local: LOCAL,
    broadcast: BROADCAST,
    anycast: 4,
    multicast: MULTICAST,
    blackhole: 6,
    unreachable: 7,
    prohibit: 8,
    none: 7,
  },
};

/** Answers the routing questions of rules from the routes of `network`. */
export function fibQueries(network: Network, age: FibAge): FibQueries {
  const known = new Map<string, readonly AddressType[]>();
  return {
    types(family, addresses, device, link, anyLink) {
      const key = `${family} ${device ?? ''} ${family === 'ipv6' || age === 'new' ? link : ''} ${anyLink} ${addresses.bounds.join()}`;
      let types = known.get(key);
      if (types === undefined) {
        const l3mdev = device ?? (age === 'new' && !anyLink ? link : undefined);
        types = typesOf(network, family, addresses, device, link, l3mdev);
        known.set(key, types);
      }
      return types;
    },
    routes: (question) => routesOf(network, question),
  };
}

/** inet_dev_addr_type for IPv4, __nft_fib6_eval_type for IPv6. */
function typesOf(
  network: Network,
  family: IpFamily,
  addresses: AddressSet,
  device: string | undefined,
  link: string | undefined,
  l3mdev: string | undefined,
): AddressType[] {
  const sets = new Map<number, AddressSet[]>();
  const add = (type: number, set: AddressSet) => {
    if (!isEmpty(set)) sets.set(type, [...(sets.get(type) ?? []), set]);
  };
  let rest = addresses;
  for (const { type, block } of BY_NUMBER[family]) {
    add(type, intersect(rest, block));
    rest = subtract(rest, block);
  }
  for (const [hop, part] of splitByLink(network, family, rest, { iif: 'lo', l3mdev }, link)) {
    const elsewhere = device !== undefined && hop.devices.length > 0 && !hop.devices.includes(device);
    add(elsewhere && hop.type !== 'unicast' ? UNICAST : TYPE[family][hop.type], part);
  }
  return [...sets].map(([type, parts]) => ({ type, addresses: unionAll(family, parts) }));
}

/** What an address is by its number alone. */
const BY_NUMBER: Readonly<Record<IpFamily, readonly { type: number; block: AddressSet }[]>> = {
  ipv4: blocks([BROADCAST, '0.0.0.0/8'], [BROADCAST, '255.255.255.255'], [MULTICAST, '224.0.0.0/4']),
  ipv6: blocks([MULTICAST, 'ff00::/8']),
};

function blocks(...entries: [type: number, cidr: string][]): { type: number; block: AddressSet }[] {
  return entries.flatMap(([type, cidr]) => {
    const block = parseCidr(cidr);
    return block === undefined ? [] : [{ type, block }];
  });
}

const LINK_LOCAL = parseCidr('fe80::/10');

/** Routes to addresses, IPv6 link-local ones strictly by `link` (RT6_LOOKUP_F_IFACE). */
function splitByLink(
  network: Network,
  family: IpFamily,
  to: AddressSet,
  flow: Flow,
  link: string | undefined,
): [Hop, AddressSet][] {
  const fib = network.fib[family];
  if (family === 'ipv4' || LINK_LOCAL === undefined) return [...fib.split(flow, to)];
  const linkLocal = intersect(to, LINK_LOCAL);
  const others = fib.split(flow, subtract(to, linkLocal));
  if (isEmpty(linkLocal)) return [...others];
  // A VRF itself has no link-local address and leads to none (vrf_link_scope_lookup).
  const isVrf = network.interfaces.get(link ?? '')?.vrfTable !== undefined;
  if (isVrf) return [...others, [NO_ROUTE, linkLocal]];
  return [...others, ...fib.split({ ...flow, oif: link }, linkLocal)];
}

function routesOf(network: Network, { family, to, from, mark, device }: RouteQuestion): FoundRoute[] {
  const iif = device !== undefined && vrfOf(network, device) !== undefined ? device : 'lo';
  const parts = splitByLink(network, family, to, { source: from, iif, mark }, device);
  const byDevices = new Map<string, { devices: readonly string[]; sets: AddressSet[] }>();
  for (const [hop, addresses] of parts) {
    const devices = hop.type === 'unicast' ? asSeen(network, hop.devices, device) : [];
    const entry = byDevices.get(devices.join('/')) ?? { devices, sets: [] };
    entry.sets.push(addresses);
    byDevices.set(devices.join('/'), entry);
  }
  return [...byDevices.values()].map(({ devices, sets }) => ({ devices, addresses: unionAll(family, sets) }));
}

/** A route by a port of the VRF that is asked for is one by the VRF (fib_info_nh_uses_dev). */
function asSeen(network: Network, devices: readonly string[], asked: string | undefined): readonly string[] {
  const isVrf = asked !== undefined && network.interfaces.get(asked)?.vrfTable !== undefined;
  if (!isVrf || !devices.some((device) => vrfOf(network, device) === asked)) return devices;
  return [asked];
}
