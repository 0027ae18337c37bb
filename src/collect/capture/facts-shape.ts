import type * as facts from '../../model/facts.js';
import type { MulticastMembership, SourceFilter } from '../../model/multicast.js';
import { parseAddress } from '../../net/address.js';
import type { IpFamily } from '../../net/address-set.js';
import { containerShape } from './container-shape.js';
import { firewallShape } from './firewall-shape.js';
import { gapShape } from './gap-shape.js';
import {
  activationShape,
  kernelUseShape,
  processShape,
  relayShape,
  standsForShape,
} from './holder-shapes.js';
import { kindOfLink } from './kind-of-link-shape.js';
import { listingLine, listingProblem } from './listing-shape.js';
import { otherSocketShape } from './other-socket-shape.js';
import {
  address,
  also,
  cidr,
  count,
  list,
  object,
  oneOf,
  port,
  record,
  type Shape,
  text,
  time,
  uint32,
  whole,
  yesNo,
} from './shape.js';

/* The members of `Facts` (src/model/facts.ts), for captures that come from elsewhere. The compiler misses none of them. */

const family = oneOf('ipv4', 'ipv6');
const protocol = oneOf('tcp', 'udp', 'sctp', 'udplite', 'raw', 'dccp');

function pair(item: Shape): Shape {
  return also<readonly unknown[]>(list(item), (value, path) =>
    value.length === 2 ? undefined : `${path}: not a pair`,
  );
}

/** Of an object with a `family`: its members that are addresses belong to it. */
function inOneFamily<T extends { readonly family: IpFamily }>(
  shape: Shape,
  ...members: readonly (keyof T)[]
) {
  return also<T>(shape, (value, path) => {
    const stranger = members.find((member) => {
      const bare = String(value[member] ?? '').replace(/\/.*/, '');
      return bare !== '' && parseAddress(bare)?.family !== value.family;
    });
    return stranger === undefined ? undefined : `${path}.${String(stranger)}: not of ${value.family}`;
  });
}

const socket = inOneFamily<facts.Socket>(
  object<facts.Socket>(
    { protocol, family, address, port, deviceKnown: yesNo, pids: list(uint32), pidsComplete: yesNo },
    {
      device: text,
      v6only: yesNo,
      transparent: yesNo,
      multicastAll: yesNo,
      uid: uint32,
      inode: count,
      cgroup: text,
      queue: object<NonNullable<facts.Socket['queue']>>({ waiting: count }, { limit: count }),
      kernelOwned: yesNo,
      kernelUse: kernelUseShape,
      standsFor: standsForShape,
    },
  ),
  'address',
);

const interfaceAddress = also<facts.InterfaceAddress>(
  inOneFamily<facts.InterfaceAddress>(
    object<facts.InterfaceAddress>(
      { family, address, prefix: whole(0, 128), scope: oneOf('global', 'link', 'host', 'site') },
      { peer: address, broadcast: address, tentative: yesNo },
    ),
    'address',
    'peer',
    'broadcast',
  ),
  (value, path) =>
    value.family === 'ipv4' && value.prefix > 32 ? `${path}.prefix: not a prefix length of IPv4` : undefined,
);

const networkInterface = object<facts.Interface>(
  { name: text, index: count, kind: text, up: yesNo, running: yesNo, addresses: list(interfaceAddress) },
  {
    master: text,
    mac: text,
    mtu: count,
    link: object<facts.LinkedInterface>({ index: count }, { namespace: text }),
    group: uint32,
    type: count,
    vrfTable: uint32,
    xdp: yesNo,
    tunnelPort: port,
    userNetwork: text,
    ...kindOfLink,
  },
);

const ROUTE_TYPES: Readonly<Record<facts.RouteType, true>> = {
  unicast: true,
  local: true,
  broadcast: true,
  anycast: true,
  multicast: true,
  blackhole: true,
  unreachable: true,
  prohibit: true,
  throw: true,
  nat: true,
};

const route = inOneFamily<facts.Route>(
  object<facts.Route>(
    { family, type: oneOf(...Object.keys(ROUTE_TYPES)), destination: cidr, table: uint32, metric: uint32 },
    {
      device: text,
      gateway: text,
      preferredSource: address,
      scope: text,
      dead: yesNo,
      linkdown: yesNo,
      from: cidr,
      nexthops: list(
        object<NonNullable<facts.Route['nexthops']>[number]>({}, { device: text, gateway: text }),
      ),
    },
  ),
  'destination',
  'preferredSource',
  'from',
);

const rule = inOneFamily<facts.RoutingRule>(
  object<facts.RoutingRule>(
    {
      family,
      priority: uint32,
      not: yesNo,
      action: oneOf('lookup', 'goto', 'nop', 'blackhole', 'unreachable', 'prohibit'),
    },
    {
      from: cidr,
      to: cidr,
      iif: text,
      oif: text,
      mark: uint32,
      markMask: uint32,
      tos: uint32,
      protocol: uint32,
      sourcePorts: pair(port),
      destinationPorts: pair(port),
      uids: pair(uint32),
      l3mdev: yesNo,
      suppressPrefixLength: whole(-1, 128),
      others: list(text),
      table: uint32,
      target: uint32,
    },
  ),
  'from',
  'to',
);

const namespace = object<facts.NamespaceFacts>(
  { id: text, current: yesNo, containers: list(text), sockets: list(socket) },
  {
    name: text,
    pids: list(uint32),
    mounts: list(text),
    otherSockets: list(otherSocketShape),
    relays: list(relayShape),
    interfaces: list(networkInterface),
    routes: list(route),
    rules: list(rule),
    sysctls: record(text),
    multicast: list(
      inOneFamily<MulticastMembership>(
        object<MulticastMembership>(
          { family, device: text, group: address },
          {
            users: count,
            filters: list(object<SourceFilter>({ source: address, include: count, exclude: count })),
          },
        ),
        'group',
      ),
    ),
    firewall: firewallShape,
  },
);

/** The shape of a capture. */
export const factsShape = also<facts.Facts>(
  object<facts.Facts>(
    {
      format: oneOf(1),
      capturedAt: time,
      collector: oneOf('linux', 'portable', 'pasted'),
      host: object<facts.HostFacts>(
        { hostname: text, platform: text },
        { os: text, kernel: text, uid: uint32 },
      ),
      namespaces: list(namespace),
      processes: list(processShape),
      gaps: list(gapShape),
    },
    { containers: list(containerShape), activations: list(activationShape), listing: list(listingLine) },
  ),
  ({ namespaces, listing }, path) =>
    identityProblem(namespaces, path) ?? listingProblem(listing ?? [], namespaces, path),
);

/** Everything is known by its namespace's id, and one of them is where the collector ran. */
function identityProblem(namespaces: readonly facts.NamespaceFacts[], path: string): string | undefined {
  const ids = namespaces.map(({ id }) => id);
  const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (twice >= 0) return `${path}.namespaces[${twice}].id: there already (${JSON.stringify(ids[twice])})`;
  const current = namespaces.filter(({ current }) => current).length;
  return current === 1 ? undefined : `${path}.namespaces: not one of them current, but ${current}`;
}
