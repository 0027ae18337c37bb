import type { Interface, NamespaceFacts } from '../model/facts.js';
import type { Reason } from '../model/reason.js';
import type { IpFamily } from '../net/address-set.js';
import { createFib, type Fib } from './fib.js';
import { type Ingress, ingressesOf } from './ingress.js';
import { routesFromAddresses } from './routes-from-addresses.js';
import { type Sysctls, sysctlsOf } from './sysctls.js';

/** A namespace prepared for questions about delivery: everything but its sockets and its rules. */
export interface Network {
  readonly id: string;
  readonly interfaces: ReadonlyMap<string, Interface>;
  readonly ingresses: readonly Ingress[];
  readonly fib: Readonly<Record<IpFamily, Fib>>;
  readonly sysctls: Sysctls;
  /** What was missing from the facts: no answer that rests on them is certain. */
  readonly doubts: readonly Reason[];
}

/**
 * Prepares the facts of a namespace. Where its routes could not be read, those that the kernel makes for the addresses
 * stand in, and `doubts` says so.
 */
export function createNetwork(namespace: NamespaceFacts): Network {
  const interfaces = namespace.interfaces ?? [];
  const sysctls = sysctlsOf(namespace);
  const routed: NamespaceFacts =
    namespace.routes === undefined ? { ...namespace, routes: routesFromAddresses(interfaces) } : namespace;
  const fib = (family: IpFamily) =>
    createFib(family, routed, (device) => sysctls.own(family, device, 'ignore_routes_with_linkdown') === 1);
  return {
    id: namespace.id,
    interfaces: new Map(interfaces.map((iface) => [iface.name, iface])),
    ingresses: ingressesOf(interfaces, sysctls),
    fib: { ipv4: fib('ipv4'), ipv6: fib('ipv6') },
    sysctls,
    doubts: [
      ...missing(namespace.interfaces, 'interfaces'),
      ...missing(namespace.routes, 'routes'),
      ...missing(namespace.rules, 'routing rules'),
      ...missing(namespace.sysctls, 'sysctls'),
    ],
  };
}

function missing(fact: unknown, subject: string): Reason[] {
  return fact === undefined ? [{ code: 'facts-unreadable', subject }] : [];
}
