import type { Facts, NamespaceFacts, Process, Socket } from '../model/facts.js';
import type { Listener } from '../model/listener.js';
import type { IpFamily } from '../net/address-set.js';
import { boundInterfaces } from './bound-interfaces.js';
import { addressedContainers } from './container-addresses.js';
import { listenerId, zonedAddress } from './listener-id.js';
import { namespaceSuffixes } from './namespace-labels.js';
import { ownerOf } from './owner.js';
import { bindKind, scopeOf } from './scope.js';
import { serviceName } from './service.js';

/**
 * One listener for every distinct (namespace, protocol, family, address, port, device, v6only) among the sockets of all
 * namespaces, in the order of protocol, port and id. Prefork workers and SO_REUSEPORT siblings share one.
 */
export function classifyListeners(facts: Facts): Listener[] {
  const processes = new Map(facts.processes.map((process) => [process.pid, process]));
  const suffixes = namespaceSuffixes(facts.namespaces);
  const holders = { ...facts, containers: addressedContainers(facts) };
  return facts.namespaces.flatMap((namespace) =>
    listenersOf(namespace, processes, holders, suffixes.get(namespace.id) ?? ''),
  );
}

function listenersOf(
  namespace: NamespaceFacts,
  processes: ReadonlyMap<number, Process>,
  facts: Pick<Facts, 'collector' | 'containers' | 'activations'>,
  elsewhere: string,
): Listener[] {
  const groups = [
    ...groupBy(namespace.sockets, (socket) => `${listenerId(socket)} ${socket.v6only}`).values(),
  ];
  const named = groupBy(groups, ([socket]) => listenerId(socket));
  return groups
    .map((sockets): Listener => {
      const [socket] = sockets;
      const id = listenerId(socket);
      // [::]:80 with and without IPV6_V6ONLY can exist side by side, by SO_REUSEPORT.
      const suffix = socket.v6only === true && (named.get(id)?.length ?? 0) > 1 ? '/v6only' : '';
      const accepts = acceptedFamilies(socket);
      return {
        id: `${id}${suffix}${elsewhere}`,
        namespace: namespace.id,
        protocol: socket.protocol,
        family: socket.family,
        address: zonedAddress(socket),
        port: socket.port,
        device: socket.device,
        deviceKnown: socket.deviceKnown,
        v6only: socket.v6only,
        accepts,
        scope: scopeOf(socket.address, socket.device),
        interfaces: boundInterfaces(socket, accepts, namespace),
        sockets,
        owner: ownerOf(sockets, processes, facts),
        service: serviceName(socket.protocol, socket.port),
      };
    })
    .sort(byProtocolPortId);
}

/**
 * The families whose packets a socket takes (RFC 3493 §5.3, ipv6(7)): `::` takes both unless IPV6_V6ONLY is set, and
 * both are named where that cannot be seen; a v4-mapped bind, its wildcard included, takes IPv4 alone.
 */
export function acceptedFamilies(socket: Socket): readonly IpFamily[] {
  if (socket.family === 'ipv4' || /^::ffff:\d+\./i.test(socket.address)) return ['ipv4'];
  const both = bindKind(socket.address) === 'unspecified' && socket.v6only !== true;
  return both ? ['ipv4', 'ipv6'] : ['ipv6'];
}

function byProtocolPortId(a: Listener, b: Listener): number {
  if (a.protocol !== b.protocol) return a.protocol < b.protocol ? -1 : 1;
  return a.port - b.port || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
