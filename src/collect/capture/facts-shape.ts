import {
  address,
  anything,
  cidr,
  list,
  number,
  object,
  oneOf,
  port,
  record,
  type Shape,
  text,
  yesNo,
} from './shape.js';

/* The members of `Facts` (src/model/facts.ts), for captures that come from elsewhere. */

const family = oneOf('ipv4', 'ipv6');
const pair: Shape = (value, path) =>
  list(number)(value, path) ??
  (Array.isArray(value) && value.length === 2 ? undefined : `${path}: not a pair`);

const gap = object({ code: text, subject: text, detail: text }, { remedy: text, namespace: text });

const socket = object(
  {
    protocol: oneOf('tcp', 'udp', 'sctp', 'udplite', 'raw', 'dccp'),
    family,
    address,
    port,
    deviceKnown: yesNo,
    pids: list(number),
    pidsComplete: yesNo,
  },
  {
    device: text,
    v6only: yesNo,
    transparent: yesNo,
    uid: number,
    inode: number,
    cgroup: text,
    queue: object({ waiting: number }, { limit: number }),
  },
);

const process = object(
  { pid: number, name: text, command: list(text) },
  { uid: number, user: text, startedAt: text, cgroup: text, systemdUnit: text, container: text },
);

const interfaceAddress = object(
  { family, address, prefix: number, scope: oneOf('global', 'link', 'host', 'site') },
  { peer: address, broadcast: address, tentative: yesNo },
);

const networkInterface = object(
  { name: text, index: number, kind: text, up: yesNo, running: yesNo, addresses: list(interfaceAddress) },
  {
    master: text,
    mac: text,
    mtu: number,
    link: object({ index: number }, { namespace: text }),
    group: number,
    type: number,
    vrfTable: number,
    xdp: yesNo,
  },
);

const route = object(
  { family, type: text, destination: cidr, table: number, metric: number },
  {
    device: text,
    gateway: text,
    preferredSource: address,
    scope: text,
    dead: yesNo,
    linkdown: yesNo,
    from: cidr,
    nexthops: list(object({}, { device: text, gateway: text })),
  },
);

const rule = object(
  {
    family,
    priority: number,
    not: yesNo,
    action: oneOf('lookup', 'goto', 'nop', 'blackhole', 'unreachable', 'prohibit'),
  },
  {
    from: cidr,
    to: cidr,
    iif: text,
    oif: text,
    mark: number,
    markMask: number,
    tos: number,
    protocol: number,
    sourcePorts: pair,
    destinationPorts: pair,
    uids: pair,
    l3mdev: yesNo,
    suppressPrefixLength: number,
    table: number,
    target: number,
  },
);

const firewall = object(
  { outside: list(object({ kind: text, detail: text }, { device: text })) },
  {
    nft: object({ nftables: list(anything) }),
    nftVersion: text,
    nftText: record(text),
    xtables: list(object({ family, backend: oneOf('nft', 'legacy'), text })),
    ipset: text,
    unitAddressFilters: list(object({ unit: text, cgroup: text, allow: list(text), deny: list(text) })),
    tcpWrappers: object({ allow: text, deny: text, pids: list(number) }),
  },
);

const namespace = object(
  { id: text, current: yesNo, containers: list(text), sockets: list(socket) },
  {
    name: text,
    pids: list(number),
    mounts: list(text),
    interfaces: list(networkInterface),
    routes: list(route),
    rules: list(rule),
    sysctls: record(text),
    multicast: list(object({ family, device: text, group: address })),
    firewall,
  },
);

/** The shape of a capture. */
export const factsShape = object({
  format: oneOf(1),
  capturedAt: text,
  collector: oneOf('linux', 'portable', 'pasted'),
  host: object({ hostname: text, platform: text }, { os: text, kernel: text, uid: number }),
  namespaces: list(namespace),
  processes: list(process),
  gaps: list(gap),
});
