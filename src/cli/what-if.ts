import { inspect } from '../inspect.js';
import type { Audit, AuditedListener } from '../model/audit.js';
import type { Facts, NamespaceFacts, Socket } from '../model/facts.js';
import { formatAddress, parseAddress } from '../net/address.js';

/**
 * The listener as it would be, had its sockets been bound to `address` (zone allowed; it becomes the device). Everything
 * else stays, so what shadows it there does so here too. Undefined when `address` is none.
 */
export function whatIf(
  listener: AuditedListener,
  address: string,
  audit: Audit,
): AuditedListener | undefined {
  const parsed = parseAddress(address);
  if (parsed === undefined) return undefined;
  const { family, value, zone } = parsed;
  const namespace = audit.evidence.facts.namespaces.find(({ id }) => id === listener.namespace);
  if (namespace === undefined) return undefined;
  const v6only = family === 'ipv6' ? (listener.v6only ?? bindsV6only(namespace)) : undefined;
  const moved = new Map<Socket, Socket>(
    listener.sockets.map((socket) => [
      socket,
      { ...socket, family, address: formatAddress(family, value), device: zone ?? undefined, v6only },
    ]),
  );
  const facts: Facts = {
    ...audit.evidence.facts,
    namespaces: audit.evidence.facts.namespaces.map((each) =>
      each === namespace
        ? { ...each, sockets: each.sockets.map((socket) => moved.get(socket) ?? socket) }
        : each,
    ),
  };
  const sockets = new Set(moved.values());
  return inspect(facts).listeners.find((each) => each.sockets.some((socket) => sockets.has(socket)));
}

/** What a new IPv6 socket would have without a word from its program. */
function bindsV6only({ sysctls }: NamespaceFacts): boolean {
  return sysctls?.['net.ipv6.bindv6only'] === '1';
}
