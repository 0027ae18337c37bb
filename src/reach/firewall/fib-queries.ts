import {
  type AddressSet,
  type IpFamily,
  intersect,
  isEmpty,
  subtract,
  unionAll,
} from '../../net/address-set.js';
import { parseCidr } from '../../net/cidr.js';
import type { Hop } from '../fib-table.js';
import type { Network } from '../network.js';
import type { AddressType, FibQueries, FoundRoute, RouteQuestion } from './environment.js';

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
export function fibQueries(network: Network): FibQueries {
  const known = new Map<string, readonly AddressType[]>();
  return {
    types(family, addresses, device) {
      const key = `${family} ${device ?? ''} ${addresses.bounds.join()}`;
      let types = known.get(key);
      if (types === undefined) {
        types = typesOf(network, family, addresses, device);
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
  for (const [hop, part] of network.fib[family].split({ iif: 'lo' }, rest)) {
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

function routesOf(network: Network, { family, to, from, mark, device }: RouteQuestion): FoundRoute[] {
  const linkLocal = family === 'ipv6' && LINK_LOCAL !== undefined ? intersect(to, LINK_LOCAL) : undefined;
  const others = linkLocal === undefined ? to : subtract(to, linkLocal);
  const iif = inVrf(network, device) ? (device ?? 'lo') : 'lo';
  const parts = [...network.fib[family].split({ source: from, iif, mark }, others)];
  if (linkLocal !== undefined && !isEmpty(linkLocal))
    parts.push(...network.fib[family].split({ source: from, iif, mark, oif: device }, linkLocal));
  const byDevices = new Map<string, { devices: readonly string[]; sets: AddressSet[] }>();
  for (const [hop, addresses] of parts) {
    const devices = hop.type === 'unicast' ? hop.devices : [];
    const entry = byDevices.get(devices.join('/')) ?? { devices, sets: [] };
    entry.sets.push(addresses);
    byDevices.set(devices.join('/'), entry);
  }
  return [...byDevices.values()].map(({ devices, sets }) => ({ devices, addresses: unionAll(family, sets) }));
}

function inVrf(network: Network, device: string | undefined): boolean {
  const master = network.interfaces.get(device ?? '')?.master;
  return network.interfaces.get(master ?? '')?.kind === 'vrf';
}
